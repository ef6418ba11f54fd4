/**
 * That interpreters agree: what an engine makes of a layer is what the eager engine makes of it.
 *
 *     engine(forward) = forward      engine(backward) = backward      engine(ten steps) = ten steps
 *
 * Equal means bit for bit, the sign of zero included, unless `near` says how far a float32 engine may be off.
 */
import * as fc from 'fast-check'
import { meanWeight, scale, square, subtract, sumOfAll, transpose } from '../src/Algebra.js'
import { parametersOf } from '../src/Description.js'
import { type Engine } from '../src/Engine.js'
import { eager as kernels } from '../src/interpreter/eager.js'
import { recording } from '../src/interpreter/trace.js'
import { type Interpreter } from '../src/Interpreter.js'
import { learner } from '../src/Learner.js'
import { type Loss } from '../src/Loss.js'
import { momentum } from '../src/optimizer/momentum.js'
import { count, type Shape } from '../src/Shape.js'
import { stepsOf } from '../src/steps.js'
import { type AnyTensor, fill, fromArray, type Scalar, scalar, type Tensor } from '../src/Tensor.js'
import { formed, sameValue, tensorsOf, type Value } from '../src/Value.js'
import { type Application, operations } from './algebra/operations.js'
import { type Case, layerCase, type Subject } from './generator/layer.js'
import { layout } from './generator/layout.js'
import { fails, type Finding, guarded, holds, type Law } from './Law.js'
import { lawOver } from './lawOver.js'
import { lawOfCases } from './layer/law.js'
import { showTensor, showValue } from './Numbers.js'
import { verify } from './verify.js'

/** Whether what was found will do for what was expected. */
export type Agrees = (found: Value, expected: Value) => boolean

const compare = (agrees: Agrees, found: Value, expected: Value): Finding =>
  agrees(found, expected)
    ? holds()
    : fails(`the engine gives ${showValue(found)}, eagerly it is ${showValue(expected)}`)

/** Half the sum of squares, over any value: a loss whose gradient is the difference. */
const halfSquares: Loss<Value, Value> = {
  description: { kind: 'halfSquares', configuration: {}, parameters: [], parts: [] },
  value: (prediction, target) => {
    const targets = tensorsOf(target)
    const sums = tensorsOf(prediction).map((y, i) =>
      sumOfAll(square(subtract<Shape>(shaped(y), shaped(targets[i] ?? y))))
    )
    return sums.reduce<Scalar>(
      (sum, next) => subtract(sum, scale(-0.5, next)),
      sums[0] === undefined ? scalar(0) : scale(0, sums[0])
    )
  },
  gradient: (prediction, target) => {
    const targets = tensorsOf(target)
    return formed(
      prediction,
      tensorsOf(prediction).map((y, i) => scale(meanWeight(1, y), subtract<Shape>(shaped(y), shaped(targets[i] ?? y))))
    )
  }
}

/** A tensor of a shape known at run time. */
const shaped = (x: AnyTensor): Tensor<Shape> => formed<Tensor<Shape>>(fill<Shape>([1], 0), [x])

const passes = {
  forward:
    ({ layer, params, input }: Case) =>
    (engine: Engine): Value => {
      const run = engine.compile((...given) => {
        const [p, x] = formed([params, input] as const, given)
        return tensorsOf(layer.forward(p, x)[0])
      })
      return run(...params, ...tensorsOf(input))
    },
  backward:
    ({ layer, params, input, outputGradient }: Case) =>
    (engine: Engine): Value => {
      const run = engine.compile((...given) => {
        const [p, x, dy] = formed([params, input, outputGradient] as const, given)
        const [, cache] = layer.forward(p, x)
        return tensorsOf([...layer.backward(p, cache, dy)])
      })
      return run(...params, ...tensorsOf([input, outputGradient]))
    },
  'ten steps':
    ({ layer, params, input, outputGradient, examples }: Case) =>
    (engine: Engine): Value => {
      const optimizer = momentum(0.01)
      const student = learner(layer, halfSquares, optimizer)
      const memory = optimizer.init(parametersOf(layer.description))
      const steps = stepsOf(
        engine,
        student,
        { size: examples, inputs: input, targets: outputGradient },
        { params, memory }
      )
      const schedule = {
        learningRates: fill([10], 0.01),
        places: fromArray(
          [10, examples],
          Array.from({ length: 10 * examples }, (_, i) => (i * 7 + 3) % examples)
        ),
        noise: []
      }
      const [last, remembered, losses] = steps(params, memory, schedule)
      return [...last, ...remembered, fromArray([losses.length], losses)]
    }
}

export type Pass = keyof typeof passes
export const passNames: readonly Pass[] = ['forward', 'backward', 'ten steps']

const eagerly: Engine = { name: 'eager', compile: f => f }

/** A layer, forward, backward and over ten steps of training with momentum. */
export const agreement = (engine: Engine, subject: Subject, agrees: Agrees = sameValue): readonly Law[] =>
  passNames.map(pass =>
    lawOfCases(
      subject,
      `${engine.name}, ${pass}`,
      'the engine gives what the eager engine gives',
      fc.oneof(layerCase(subject, 'special'), layerCase(subject, 'generic')),
      drawn => compare(agrees, passes[pass](drawn)(engine), passes[pass](drawn)(eagerly))
    )
  )

const isTraced = (given: unknown): boolean =>
  Array.isArray(given) ? given.some(isTraced) : typeof given === 'object' && given !== null && 'interpreter' in given

const recorded: Readonly<Record<string, unknown>> = { ...recording }

const chosen = Object.entries(kernels).map(([name, kernel]: readonly [string, unknown]) => {
  const choose = (...given: readonly unknown[]): unknown => {
    const f = given.some(isTraced) ? recorded[name] : kernel
    if (typeof f !== 'function') throw new TypeError(`No interpreter has the operation ${name}`)
    return Reflect.apply(f, undefined, given)
  }
  return [name, choose] as const
})

/** Records what has a traced tensor among its operands, and computes everything else. */
// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the same entries, each either the one or the other
const either = Object.fromEntries(chosen) as unknown as Interpreter

const showApplication = ({ operands, setting }: Application) => [
  ...operands.map((operand, i) => [`operand ${i}`, showTensor(operand)] as const),
  ['setting', setting] as const
]

/** Every operation, on views. */
export const agreementOfOperations = (engine: Engine, agrees: Agrees = sameValue): readonly Law[] =>
  Object.entries(operations(either)).map(([name, arbitrary]) =>
    lawOver({ arbitrary, exhibits: showApplication })(
      `${engine.name}: ${name}`,
      'the engine gives what the eager engine gives',
      ({ operands, views, apply }) =>
        guarded(() => compare(agrees, engine.compile((...given) => [apply(given)])(...views), [apply(operands)]))
    )
  )

/** One operation in a chain, on a matrix and one of the same shape that was met before. */
type Link = (x: Matrix, before: Matrix) => Matrix
type Matrix = Tensor<readonly [number, number]>

const { add, subtract: minus, multiply, maximum, tanh, matmul, sum, broadcast, slice, concatenate } = either

const links: { readonly [name: string]: Link } = {
  transpose: x => transpose(x),
  'x − (−1)': x => minus(x.shape, x, -1),
  '−1 − x': x => minus(x.shape, -1, x),
  'x · (−0)': x => multiply(x.shape, x, -0),
  'x + before': (x, before) => add(x.shape, x, sameShapes(x, before) ? before : x),
  'x · before': (x, before) => multiply(x.shape, sameShapes(x, before) ? before : x, x),
  'tanh x': x => tanh(x.shape, x),
  'max(x, 0)': x => maximum(x.shape, x, 0),
  'x xᵀ x': x => {
    const [rows] = x.shape
    return matmul(x.shape, matmul<readonly [number, number]>([rows, rows], x, transpose(x)), scaled(x))
  },
  'sum of the rows, repeated': x => broadcast(x.shape, sum([x.shape[1]], x, 0, 1)),
  'sums along the rows, repeated': x => broadcast(x.shape, sum([x.shape[0], 1], x, 1, 2)),
  'the first half twice': x => {
    const [rows, columns] = x.shape
    const half = slice<readonly [number, number]>([rows, Math.ceil(columns / 2)], x, 1, 0)
    const rest = slice<readonly [number, number]>([rows, columns - half.shape[1] || 1], x, 1, 0)
    return columns === 1 ? x : concatenate(x.shape, half, rest, 1)
  }
}

const scaled = (x: Matrix): Matrix => multiply(x.shape, 0.01, x)
const sameShapes = (x: AnyTensor, y: AnyTensor): boolean => x.shape.join() === y.shape.join()

interface Chain {
  readonly names: readonly string[]
  readonly x: AnyTensor
  readonly view: AnyTensor
}

const apply =
  ({ names }: Pick<Chain, 'names'>) =>
  (...[x]: readonly AnyTensor[]): readonly AnyTensor[] => {
    const first = formed<Matrix>(fill<readonly [number, number]>([1, 1], 0), [x ?? scalar(NaN)])
    const all = names.reduce<readonly Matrix[]>(
      (seen, name, i) => {
        const [last = first, before = first] = [seen.at(-1), seen[(i * 5) % seen.length]]
        return [...seen, links[name]?.(last, before) ?? last]
      },
      [first]
    )
    return all.slice(-2)
  }

const numbersOf = (size: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.constantFrom(-0, 0, 1, -1, 0.1, -0.7, 2.5, 1e-3), { minLength: size, maxLength: size })

const chains: fc.Arbitrary<Chain> = fc
  .tuple(
    fc.constantFrom([1, 1], [2, 3], [4, 4], [3, 7], [9, 5], [11, 13]),
    fc.array(fc.constantFrom(...Object.keys(links)), { minLength: 1, maxLength: 8 })
  )
  .chain(([shape, names]) =>
    numbersOf(count(shape)).chain(numbers => {
      const x = fromArray<Shape>(shape, numbers)
      return layout(x).map(view => ({ names, x, view }))
    })
  )

/** Chains of operations on matrices small and large, views and negative constants among them. */
export const agreementOfChains = (engine: Engine, agrees: Agrees = sameValue): Law =>
  lawOver({
    arbitrary: chains,
    exhibits: ({ names, x }: Chain) => [
      ['operations', names.join(', ')],
      ['x', showTensor(x)]
    ]
  })(`${engine.name}: chains`, 'the engine gives what the eager engine gives', drawn =>
    guarded(() => compare(agrees, engine.compile(apply(drawn))(drawn.view), apply(drawn)(drawn.x)))
  )

/** One cell of the matrix: whether an engine agrees, or why not. */
export interface Cell {
  readonly layer: string
  readonly engine: string
  readonly pass: Pass
  /** Empty where it agrees. */
  readonly gap: string
}

/** Every layer × engine × pass. */
export const agreementMatrix = (
  subjects: readonly Subject[],
  engines: readonly { readonly engine: Engine; readonly agrees?: Agrees }[],
  runs = 20
): readonly Cell[] =>
  subjects.flatMap(subject =>
    engines.flatMap(({ engine, agrees }) =>
      verify(agreement(engine, subject, agrees), { runs }).results.map(({ verdict, reason, counterexample }, i) => ({
        layer: subject.name,
        engine: engine.name,
        pass: passNames[i] ?? 'forward',
        gap: verdict === 'holds' ? '' : ((counterexample?.message ?? reason ?? verdict).split('\n')[0] ?? verdict)
      }))
    )
  )

/** A row a layer, a column an engine and pass: `=` where they agree; gaps are named below. */
export const showMatrix = (cells: readonly Cell[]): string => {
  const columns = [...new Set(cells.map(({ engine, pass }) => `${engine}, ${pass}`))]
  const layers = [...new Set(cells.map(({ layer }) => layer))]
  const width = Math.max(...layers.map(({ length }) => length))
  const cellOf = (layer: string, column: string) =>
    cells.find(cell => cell.layer === layer && `${cell.engine}, ${cell.pass}` === column)
  const rows = layers.map(layer =>
    [
      layer.padEnd(width),
      ...columns.map(column => {
        const cell = cellOf(layer, column)
        return (cell === undefined ? '' : cell.gap === '' ? '=' : '✗').padEnd(column.length)
      })
    ]
      .join('  ')
      .trimEnd()
  )
  const gaps = cells
    .filter(({ gap }) => gap !== '')
    .map(({ layer, engine, pass, gap }) => `${layer}, ${engine}, ${pass}: ${gap}`)
  return [['layer'.padEnd(width), ...columns].join('  '), ...rows, ...gaps].join('\n')
}

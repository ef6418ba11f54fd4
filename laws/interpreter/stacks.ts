import * as fc from 'fast-check'
import { type Engine } from '../../src/engine/Engine.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, fromArray, scalar } from '../../src/tensor/Tensor.js'
import { type ScanDirection } from '../../src/algebra/kernel/scan.js'
import { layout } from '../generator/layout.js'
import { guarded, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { showTensor } from '../value/Numbers.js'
import { bitForBit, compare } from './Agrees.js'
import { either } from './either.js'

const { add, multiply, tanh, matmul, sum, broadcast, reshape, slice, concatenate, permute, scan } = either

const reordered = (x: AnyTensor, order: readonly number[]): AnyTensor =>
  permute(
    order.map(axis => x.shape[axis] ?? NaN),
    x,
    order
  )

const transposed = (x: AnyTensor): AnyTensor => reordered(x, [0, 1, 3, 2])

/** All carries of a fold over the leading axis. With `depth` 1, each step is a fold in the other direction. */
const folded = (x: AnyTensor, direction: ScanDirection, depth: number): AnyTensor => {
  const [, ...shape] = x.shape
  const start = broadcast(shape, scalar(0.5))
  const [, [all = x]] = scan(
    ([carry = start], [row = start]) => {
      const inner = depth === 0 ? row : folded(row, direction === 'forwards' ? 'backwards' : 'forwards', depth - 1)
      const next = tanh(shape, add(shape, multiply(shape, carry, 0.5), inner))
      return [[next], [next]]
    },
    [start],
    [x],
    direction
  )
  return all
}

/** Operations on a tensor of four axes. */
const links: { readonly [name: string]: (x: AnyTensor) => AnyTensor } = {
  'permute 0 2 1 3': x => reordered(x, [0, 2, 1, 3]),
  'permute 3 0 1 2': x => reordered(x, [3, 0, 1, 2]),
  transpose: transposed,
  'x xᵀ x': x => {
    const [b = 1, h = 1, rows = 1] = x.shape
    return multiply(x.shape, 0.1, matmul(x.shape, matmul([b, h, rows, rows], x, transposed(x)), x))
  },
  'sums of the features, repeated': x => broadcast(x.shape, sum(x.shape.with(3, 1), x, 3, 4)),
  'sum of the examples, repeated': x => broadcast(x.shape, sum(x.shape.slice(1), x, 0, 1)),
  'positions as examples, and back': x => {
    const [b = 1, t = 1, ...rest] = x.shape
    return reshape(x.shape, tanh([b * t, ...rest], reshape([b * t, ...rest], x)))
  },
  'the first of an axis moved behind the others': x => {
    const [, t = 1] = x.shape
    if (t === 1) return x
    return concatenate(x.shape, slice(x.shape.with(1, t - 1), x, 1, 1), slice(x.shape.with(1, 1), x, 1, 0), 1)
  },
  'fold forwards': x => folded(x, 'forwards', 0),
  'fold backwards': x => folded(x, 'backwards', 0),
  'backward folds in a forward fold': x => folded(x, 'forwards', 1),
  'forward folds in a backward fold': x => folded(x, 'backwards', 1)
}

interface Program {
  readonly names: readonly string[]
  readonly x: AnyTensor
  readonly view: AnyTensor
}

const programs: fc.Arbitrary<Program> = fc
  .tuple(
    fc.constantFrom<Shape>([1, 1, 1, 1], [2, 1, 2, 2], [2, 3, 2, 3], [1, 2, 5, 4], [3, 2, 4, 6]),
    fc.array(fc.constantFrom(...Object.keys(links)), { minLength: 1, maxLength: 6 })
  )
  .chain(([shape, names]) =>
    fc
      .array(fc.constantFrom(-0, 0, 1, -1, 0.1, -0.7, 2.5), {
        minLength: elementCount(shape),
        maxLength: elementCount(shape)
      })
      .chain(numbers => {
        const x = fromArray(shape, numbers)
        return layout(x).map(view => ({ names, x, view }))
      })
  )

const apply =
  ({ names }: Program) =>
  (...[x = scalar(NaN)]: readonly AnyTensor[]): readonly AnyTensor[] => [
    names.reduce((last, name) => links[name]?.(last) ?? last, x)
  ]

/**
 * The law that an engine gives what the eager engine gives for programs on tensors of four axes: reordered axes, products over
 * leading axes, and folds in both directions, one inside the other.
 *
 * @param agrees the criterion of agreement. Default: bit for bit.
 * @example verify([agreementOfStacks(javascript)])
 */
export const agreementOfStacks = (engine: Engine, agrees = bitForBit): Law =>
  lawOver({
    arbitrary: programs,
    exhibits: ({ names, x }: Program) => [
      ['operations', names.join(', ')],
      ['x', showTensor(x)]
    ]
  })(`${engine.name}: stacks`, 'the engine gives what the eager engine gives', drawn =>
    guarded(() => compare(agrees, engine.compile(apply(drawn))(drawn.view), apply(drawn)(drawn.x)))
  )

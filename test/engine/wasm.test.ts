/** The engine wasm: training, carries of folds, checks of indices, and places where it cannot run. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  Algebra,
  andThen,
  chooseEngine,
  dataset,
  dense,
  eager,
  filledTensor,
  fromArray,
  learner,
  meanSquaredError,
  scalar,
  scan,
  sgd,
  take,
  tanh,
  tensor,
  toArray,
  trajectory,
  wasmEngine
} from 'pullback'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type AnyTensor } from '../../src/index.js'
import { sameState } from '../learning/xor.js'

const float64 = wasmEngine({ precision: 'float64' })
const float32 = wasmEngine()

const numbers = (size: number) => Array.from({ length: size }, (_, i) => Math.sin(i * i + 1))
const examples = dataset(fromArray([10, 2], numbers(20)), fromArray([10, 1], numbers(10)))
const studentOf = (hidden: number) =>
  learner(
    pipe(dense<2, number>(2, hidden), andThen(tanh()), andThen(dense(hidden, 1))),
    meanSquaredError(),
    hidden === 3 ? sgd(0.1) : adam(0.01)
  )

afterEach(() => {
  vi.unstubAllGlobals()
})

test.each([
  [3, 1, false, 7],
  [40, 4, true, 1],
  [40, 3, true, 20],
  [257, 32, true, 3]
])(
  '%i hidden units, batches of %i, shuffled %s, stride %i: equal to eager bit for bit',
  (hidden, batchSize, shuffle, stride) => {
    const plan = { batchSize, shuffle, stride, from: 1 }
    const eagerly = [...take(3)(trajectory(studentOf(hidden), examples, plan))]
    const states = [...take(3)(trajectory(studentOf(hidden), examples, { ...plan, engine: float64 }))]
    expect(states.length).toBe(3)
    states.forEach((state, i) => expect(sameState(state, eagerly[i] ?? state)).toBe(true))
  }
)

const columns = fromArray([3, 5], numbers(15))
const [one, other] = [
  fromArray([5], numbers(5)),
  fromArray(
    [5],
    numbers(5).map(x => 2 * x)
  )
]

describe('a fold', () => {
  type Vector = typeof one
  test.each<[string, (a: Vector, b: Vector, x: Vector) => readonly [next: readonly [Vector, Vector], output: Vector]]>([
    ['that swaps its carries', (a, b, x) => [[b, Algebra.add(a, x)], a]],
    ['whose output is the old carry', (a, b, x) => [[Algebra.add(a, x), Algebra.multiply(b, a)], a]],
    ['with one next value for two carries', (a, b, x) => [[Algebra.add(a, x), Algebra.add(a, x)], b]],
    [
      'that reads a carry after its next value',
      (a, b, x) => [[Algebra.multiply(a, x), Algebra.subtract(b, Algebra.multiply(a, x))], Algebra.add(a, b)]
    ],
    ['that leaves a carry unread', (_, b, x) => [[x, Algebra.tanh(b)], x]]
  ])('%s', (_, step) => {
    const f = (...[a = one, b = other, xs = columns]: readonly AnyTensor[]): readonly AnyTensor[] => {
      const like = (tensor: AnyTensor): Vector => Algebra.reshape<readonly [5]>([5], tensor)
      const [carry, outputs] = scan(
        ([p, q]: readonly [Vector, Vector], [x]: readonly [Vector]) => {
          const [next, output] = step(p, q, x)
          return [next, [output]] as const
        },
        [like(a), like(b)],
        [Algebra.reshape<readonly [3, 5]>([3, 5], xs)]
      )
      return [...carry, ...outputs]
    }
    const expected = f(one, other, columns).map(toArray)
    const run = float64.compile(f)
    expect(run(one, other, columns).map(toArray)).toEqual(expected)
    // The second call finds the memory of the first.
    expect(run(one, other, columns).map(toArray)).toEqual(expected)
  })

  // The last vector of a transposed row reaches into the next row, which a fold backwards has already written.
  test.each([
    ['forwards', float64],
    ['backwards', float64],
    ['forwards', float32],
    ['backwards', float32]
  ] as const)('%s keeps the rows of earlier steps beside a transposed output', (direction, engine) => {
    const zero = scalar(0)
    const matrices = fromArray(
      [4, 3, 3],
      Array.from({ length: 36 }, (_, i) => i)
    )
    const f = (...[xs = matrices]: readonly AnyTensor[]): readonly AnyTensor[] => {
      const [carry, outputs] = scan(
        (sum: typeof zero, [x]) => [Algebra.add(sum, Algebra.sumOfAll(x)), [Algebra.permute([1, 0], x)]],
        zero,
        [Algebra.reshape<readonly [4, 3, 3]>([4, 3, 3], xs)],
        direction
      )
      return [carry, ...outputs]
    }
    expect(engine.compile(f)(matrices).map(toArray)).toEqual(f(matrices).map(toArray))
  })
})

test('an input that another tensor replaces is copied again', () => {
  const run = float64.compile((x = one) => [x])
  expect(toArray(run(one)[0] ?? other)).toEqual(toArray(one))
  expect(toArray(run(other)[0] ?? one)).toEqual(toArray(other))
})

test.each([float64, float32])('an index outside the matrix throws the error of the eager engine', engine => {
  const matrix = fromArray([3, 2], numbers(6))
  const f = (places: AnyTensor) => [Algebra.gatherRows([2, 2, 2], matrix, places, 'embedding')]
  const outside = tensor([
    [0, 1],
    [3, 2]
  ])
  expect(() => f(outside)).toThrow(RangeError('embedding: index 3 at [1, 0] is outside [0, 3)'))
  expect(() => engine.compile((x = outside) => f(x))(outside)).toThrow(
    RangeError('embedding: index 3 at [1, 0] is outside [0, 3)')
  )
})

test('a program that needs more than 2 GiB is refused', () => {
  const [rows, columns] = [2 ** 15, 2 ** 14]
  const sums = ([x = scalar(0), y = scalar(0)]: readonly AnyTensor[]) => [
    Algebra.sumOfAll(
      Algebra.add(
        Algebra.broadcast<readonly [number, number]>([rows, columns], x),
        Algebra.permute([1, 0], Algebra.broadcast<readonly [number, number]>([columns, rows], y))
      )
    )
  ]
  const given = [fromArray([columns], numbers(columns)), fromArray([rows], numbers(rows))]
  expect(() => float64.compile((...given) => sums(given))(...given)).toThrow(
    RangeError(
      'the wasm engine can use 2 GiB of memory, this program needs 4.0 GiB: use smaller batches or fewer examples, or another engine'
    )
  )
})

test('the error names the setting of a content security policy that forbids WebAssembly', () => {
  vi.stubGlobal('WebAssembly', {
    Module: function () {
      throw new Error('WebAssembly.Module(): blocked')
    }
  })
  expect(() => float64.compile((x = one) => [x])(one)).toThrow(
    EvalError(
      "the wasm engine cannot run here; under a content security policy, allow 'wasm-unsafe-eval' in script-src (WebAssembly.Module(): blocked)"
    )
  )
})

test('chooseEngine picks wasm for large steps, and javascript where WebAssembly is forbidden', () => {
  const large = learner(dense(2, 3000), meanSquaredError(), sgd(0.1))
  const wide = dataset(filledTensor([10, 2], 1), filledTensor([10, 3000], 1))
  expect(chooseEngine(large, wide).reason).toBe('wasm: 9,000 parameters, 10 examples a step')
  vi.stubGlobal('WebAssembly', undefined)
  expect(chooseEngine(large, wide).engine.name).toBe('javascript')
  expect(chooseEngine(studentOf(3), examples).engine).not.toBe(eager)
})

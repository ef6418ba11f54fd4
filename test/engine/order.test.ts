/** Compilers write the nodes of a program in an order that needs little memory. The results do not depend on it. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  Algebra,
  andThen,
  type AnyTensor,
  dataset,
  dense,
  fromArray,
  initialState,
  javascriptOnly,
  learner,
  meanSquaredError,
  repeat,
  scan,
  sgd,
  tanh,
  type Tensor,
  toArray,
  wasmEngine
} from 'pullback'
import { expect, test } from 'vitest'
import { writers } from '../../src/engine/compiler/javascript/operations.js'
import { writeProgram } from '../../src/engine/compiler/javascript/write.js'
import { traceFor } from '../../src/engine/compiler/trace.js'
import { batchOrder } from '../../src/learning/batchOrder.js'
import { foldOfSteps } from '../../src/learning/foldOfSteps.js'

const numbers = (size: number) => Array.from({ length: size }, (_, i) => Math.sin(i * i + 1))

/** Numbers of memory in which the compiled training of a network of that many layers computes. */
const memoryOf = (layers: number): number => {
  const examples = dataset(fromArray([4, 5], numbers(20)), fromArray([4, 5], numbers(20)))
  const student = learner(repeat(layers, pipe(dense(5, 5), andThen(tanh()))), meanSquaredError(), sgd(0.1))
  const state = initialState(student, 1)
  const { program, inputs } = foldOfSteps(student, examples, state)
  const { text } = writeProgram(writers, traceFor(inputs(state, batchOrder(examples, 4, false), 2), program))
  return Array.from(text.matchAll(/new Float64Array\((\d+)\)/g), ([, size]) => Number(size)).reduce(
    (sum, size) => sum + size
  )
}

test('training keeps the weight, the bias and the output of every layer, but no gradient', () => {
  expect(memoryOf(20) - memoryOf(10)).toBe(10 * (25 + 5 + 20))
})

type Vector = Tensor<readonly [20]>
const rows = fromArray([3, 20], numbers(60))
const start = fromArray([20], numbers(20))

/** Steps of a fold whose next values read carries that other next values overwrite. */
const steps: Readonly<Record<string, (a: Vector, b: Vector, x: Vector) => readonly [Vector, Vector, Vector]>> = {
  'swaps its carries': (a, b, x) => [Algebra.add(b, x), Algebra.subtract(a, x), a],
  'reads a carry together with its next value': (a, b, x) => {
    const next = Algebra.multiply(a, x)
    return [next, Algebra.add(b, Algebra.tanh(Algebra.subtract(next, a))), Algebra.multiply(b, next)]
  },
  'reads a view of a carry after its next value': (a, b, x) => {
    const product = Algebra.matmul(Algebra.reshape([4, 5], a), Algebra.reshape([5, 4], x))
    return [Algebra.add(a, x), Algebra.add(b, Algebra.broadcast([20], Algebra.sumOfAll(product))), b]
  }
}

test.each(Object.keys(steps))('a fold that %s has the bits of the eager engine', name => {
  const f = (...[a = start, xs = rows]: readonly AnyTensor[]): readonly AnyTensor[] => {
    const [carry, outputs] = scan(
      ([p, q]: readonly [Vector, Vector], [x]: readonly [Vector]) => {
        const [one, other, output] = steps[name]?.(p, q, x) ?? [p, q, x]
        return [[one, other], [output]] as const
      },
      [Algebra.reshape([20], a), Algebra.scale(2, Algebra.reshape([20], a))],
      [Algebra.reshape([3, 20], xs)]
    )
    return [...carry, ...outputs]
  }
  const expected = f(start, rows).map(toArray)
  for (const engine of [javascriptOnly, wasmEngine({ precision: 'float64' })])
    expect(engine.compile(f)(start, rows).map(toArray)).toEqual(expected)
})

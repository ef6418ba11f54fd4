/** The number of steps between two checks for Ctrl-C depends on the cost of a step. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import {
  Algebra,
  andThen,
  type Batched,
  batchNorm,
  convolution,
  dataset,
  dense,
  describe,
  dropout,
  filledTensor,
  flatten,
  layer,
  learner,
  meanSquaredError,
  relu,
  scan,
  sgd,
  strideFor,
  withUnchangedShape
} from '../../src/index.js'

const steps = (batchSize: number) => {
  const network = pipe(dense(784, 128), andThen(relu()), andThen(dense(128, 10)))
  const examples = dataset(filledTensor([1, 784], 0), filledTensor([1, 10], 0))
  return strideFor(learner(network, meanSquaredError(), sgd(0.1)), examples, batchSize)
}

test('larger batches give shorter strides, at least one step', () => {
  // 3 · 10⁸ / (7500 + 32 · 101,632 multiplications, and as many again for some hundred additions)
  expect(steps(32)).toBe(91)
  expect(steps(320)).toBe(9)
  expect(steps(1e6)).toBe(1)
})

test('a convolution costs more multiplications than it has parameters', () => {
  const network = pipe(convolution([1, 28, 28], 3, 5), andThen(flatten()))
  const examples = dataset(filledTensor([1, 1, 28, 28], 0), filledTensor([1, 3380], 0))
  const found = strideFor(learner(network, meanSquaredError(), sgd(0.1)), examples, 64)
  expect(found).toBeLessThan(3e8 / (64 * 9 * 3380))
  expect(found).toBeGreaterThan(3e8 / (64 * 12 * 3380))
})

test('a fold costs its step once per position', () => {
  type Positions = Batched<readonly [1000]>
  const sums = layer<readonly [], Positions, Positions, null>({
    description: describe('sums'),
    ...withUnchangedShape,
    init: seed => [[], seed],
    forward: (_, x) => {
      const rows = Algebra.transpose(x)
      const start = filledTensor([x.shape[0]], 0)
      const [, [all]] = scan((sum, [row]) => [Algebra.add(sum, row), [Algebra.exp(sum)]] as const, start, [rows])
      return [Algebra.reshape(x.shape, Algebra.transpose(all)), null]
    },
    backward: (_, __, dy) => [[], dy]
  })
  const like = filledTensor([1, 1000], 0)
  const examples = dataset(like, like)
  // 64 examples · 1000 positions · 2 operations
  expect(strideFor(learner(sums, meanSquaredError(), sgd(0.1)), examples, 64)).toBe(2214)
})

test('layers that behave differently in training', () => {
  const network = pipe(dense(4, 8), andThen(batchNorm(8)), andThen(dropout(0.5)), andThen(dense(8, 1)))
  const examples = dataset(filledTensor([1, 4], 0), filledTensor([1, 1], 0))
  expect(strideFor(learner(network, meanSquaredError(), sgd(0.1)), examples, 1)).toBeGreaterThan(30_000)
})

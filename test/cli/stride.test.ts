/** The number of steps between two checks for Ctrl-C depends on the cost of a step. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { strideFor } from '../../src/cli/stride.js'
import {
  andThen,
  batchNorm,
  convolution,
  dataset,
  dense,
  dropout,
  filledTensor,
  flatten,
  learner,
  meanSquaredError,
  relu,
  sgd
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

test('layers that behave differently in training', () => {
  const network = pipe(dense(4, 8), andThen(batchNorm(8)), andThen(dropout(0.5)), andThen(dense(8, 1)))
  const examples = dataset(filledTensor([1, 4], 0), filledTensor([1, 1], 0))
  expect(strideFor(learner(network, meanSquaredError(), sgd(0.1)), examples, 1)).toBeGreaterThan(30_000)
})

/** Metrics for numbers. The values are those of scikit-learn 1.2: mean_squared_error and r2_score. */
import { expect, test } from 'vitest'
import { rootMeanSquaredError, rSquared, tensor } from '../../src/index.js'

const targets = tensor([
  [0.5, 1],
  [-1, 1],
  [7, -6]
])
const predictions = tensor([
  [0, 2],
  [-1, 2],
  [8, -5]
])

test('two columns', () => {
  expect(rootMeanSquaredError(predictions, targets)).toBeCloseTo(Math.sqrt(4.25 / 6), 14)
  expect(rSquared(predictions, targets)).toBeCloseTo(0.9368005266622779, 14)
})

test('the mean of the targets has R² 0, and equal targets have none', () => {
  expect(rSquared(tensor([[2], [2]]), tensor([[1], [3]]))).toBe(0)
  expect(rSquared(tensor([[2], [2]]), tensor([[1], [1]]))).toBeNaN()
})

test('different shapes are refused', () => {
  expect(() => rSquared(tensor([[1]]), tensor([[1], [2]]))).toThrow(
    'A metric needs predictions and targets of the same shape, found [1, 1] and [2, 1]'
  )
})

import { abs, multiply, perExample, square, subtract, sumOfAll } from '../../../src/algebra/Algebra.js'
import { meanSquaredError as right } from '../../../src/learning/loss/meanSquaredError.js'
import { type Batched } from '../../../src/tensor/Tensor.js'
import { type Exercise, ofLoss } from '../Exercise.js'

type Rows = Batched<readonly [number]>

const reference = right<readonly [number]>()

/** A number times y − t, divided by the features and the batch size. */
const times = (factor: number, y: Rows, t: Rows): Rows => perExample(multiply(factor / y.shape[1], subtract(y, t)), y)

/** Mean squared error. */
export const meanSquaredError: Exercise = ofLoss(
  {
    id: 5,
    name: 'mean squared error',
    title: 'Mean squared error',
    skeleton: `// Exercise 5: mean squared error, L = Σ (y − t)² / n / batch, with n features per example.
// Check it with: npx pullback grade 5 squares.mjs
import { Algebra, scalar } from 'pullback'
const { perExample, scale, square, subtract, sumOfAll } = Algebra
// square(a), subtract(a, b): entry by entry
// scale(s, x): s times every entry
// sumOfAll(x): the sum of all entries

/** The loss, one number, of the predictions y and the targets t. y.shape[1] is n. */
export const value = (y, t) => {
  return scalar(0)
}

/** The gradient dy of the loss. perExample(x, y) divides x by the batch size. */
export const gradient = (y, t) => {
  return y
}
`,
    hints: [
      'Each entry of y appears in one square only. What is the derivative of (y − t)² by y?',
      'The two divisions of the loss are constant factors, so they appear in the gradient as well.',
      'dy = 2 (y − t) / n / batch.'
    ],
    weights: { reference: 2, shapes: 1, purity: 1, gradient: 4, batch: 1, finiteness: 1 }
  },
  reference,
  [
    { name: 'the factor 2 is missing', gradient: (y, t) => times(1, y, t) },
    { name: 'the sign is wrong: t − y instead of y − t', gradient: (y, t) => times(-2, y, t) },
    {
      name: 'the gradient is not divided by the batch size',
      gradient: (y, t) => multiply(2 / y.shape[1], subtract(y, t))
    },
    { name: 'the gradient is not divided by the number of features', gradient: (y, t) => times(2 * y.shape[1], y, t) },
    { name: 'the target is missing: y instead of y − t', gradient: y => perExample(multiply(2 / y.shape[1], y), y) },
    {
      name: 'the gradient is the square itself',
      gradient: (y, t) => perExample(multiply(1 / y.shape[1], square(subtract(y, t))), y)
    },
    {
      name: 'the loss is not divided by the number of features',
      value: (y, t) => perExample(sumOfAll(square(subtract(y, t))), y)
    },
    {
      name: 'the loss is the mean absolute error',
      value: (y, t) => perExample(multiply(1 / y.shape[1], sumOfAll(abs(subtract(y, t)))), y)
    }
  ],
  { shapes: [[2], [3]] }
)

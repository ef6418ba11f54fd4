import {
  logSoftmaxOfFeatures,
  multiply,
  negate,
  perExample,
  softmaxOfFeatures,
  subtract,
  sumOfAll,
  sumOfFeatures
} from '../../../src/algebra/Algebra.js'
import { softmaxCrossEntropy as right } from '../../../src/learning/loss/softmaxCrossEntropy.js'
import { type Batched } from '../../../src/tensor/Tensor.js'
import { type Exercise, ofLoss } from '../Exercise.js'

type Rows = Batched<readonly [number]>

const reference = right<readonly [number]>()

/** p − t, before the division by the batch size. */
const difference = (z: Rows, t: Rows): Rows => subtract(softmaxOfFeatures(z), t)

const perRow = (x: Rows, z: Rows): Rows => perExample(x, z)

/** Softmax and cross-entropy in one loss. */
export const softmaxCrossEntropy: Exercise = ofLoss(
  {
    id: 4,
    name: 'softmax with cross-entropy',
    title: 'Softmax and cross-entropy cancel',
    skeleton: `// Exercise 4: softmax with cross-entropy, L = −Σ t ⊙ log softmax z, the mean over the batch.
// Check it with: npx pullback grade 4 crossEntropy.mjs
import { Algebra, scalar } from 'pullback'
const { logSoftmaxOfFeatures, multiply, perExample, scale, softmaxOfFeatures, subtract, sumOfAll } = Algebra
// softmaxOfFeatures(z): the softmax of every row
// logSoftmaxOfFeatures(z): its logarithm
// multiply(a, b), subtract(a, b): entry by entry
// scale(s, x): s times every entry
// sumOfAll(x): the sum of all entries

/** The loss, one number. z has the logits, t is 1 at the right class and 0 elsewhere. */
export const value = (z, t) => {
  return scalar(0)
}

/** The gradient dz of the loss. perExample(x, z) divides x by the batch size. */
export const gradient = (z, t) => {
  return z
}
`,
    hints: [
      'Write p = softmax z. The Jacobian of softmax is diag p − p pᵀ, and the gradient of −Σ t log p is −t / p.',
      'Multiply the two: almost everything cancels, because Σ t = 1.',
      'dz = (p − t) / batch.'
    ],
    weights: { reference: 2, shapes: 1, purity: 1, gradient: 4, batch: 1, finiteness: 1 }
  },
  reference,
  [
    { name: 'the gradient is not divided by the batch size', gradient: difference },
    {
      name: 'the gradient has the wrong sign: t − p instead of p − t',
      gradient: (z, t) => perRow(negate(difference(z, t)), z)
    },
    { name: 'the target is not subtracted: p instead of p − t', gradient: z => perRow(softmaxOfFeatures(z), z) },
    {
      name: 'softmax is missing: z − t instead of p − t',
      gradient: (z, t) => perRow(subtract(z, t), z)
    },
    {
      name: 'the Jacobian of softmax is applied a second time',
      gradient: (z, t) => {
        const p = softmaxOfFeatures(z)
        const d = difference(z, t)
        return perRow(multiply(p, subtract(d, sumOfFeatures(multiply(d, p)))), z)
      }
    },
    {
      name: 'the gradient is that of the mean squared error',
      gradient: (z, t) => perRow(multiply(2, difference(z, t)), z)
    },
    {
      name: 'the loss is the sum over the batch instead of the mean',
      value: (z, t) => sumOfAll(multiply(negate(t), logSoftmaxOfFeatures(z)))
    }
  ],
  { target: 'oneHot', shapes: [[2], [3], [4]] }
)

import {
  add,
  addToRows,
  matmul,
  multiply,
  perExample,
  sumOverBatch,
  tanh,
  transpose
} from '../../../src/algebra/Algebra.js'
import { describe } from '../../../src/layer/Description.js'
import { glorotUniform, zeros } from '../../../src/layer/Initializer.js'
import { withFixedShapes } from '../../../src/layer/Layer.js'
import { both } from '../../../src/tensor/Random.js'
import { type Batched, type Tensor } from '../../../src/tensor/Tensor.js'
import { type Exercise, gradientWeights, ofLayer } from '../Exercise.js'

type Rows = Batched<readonly [number]>
type Matrix = Tensor<readonly [number, number]>

const description = describe('dense', { inputs: 3, outputs: 3 }, [
  { name: 'weight', shape: [3, 3] },
  { name: 'bias', shape: [3] }
])

/** A dense layer: y = x Wᵀ + b. The weight is square, so a missing transpose does not show in the shapes. */
export const dense: Exercise = ofLayer<readonly [Matrix, Tensor<readonly [number]>], Rows, Rows, Rows>(
  {
    id: 3,
    name: 'dense',
    title: 'A dense layer, and where the transpose comes from',
    skeleton: `// Exercise 3: a dense layer, y = x Wᵀ + b for every row x. Check it with: npx pullback grade 3 dense.mjs
import { Algebra } from 'pullback'
const { addToRows, matmul, sumOverBatch, transpose } = Algebra
// matmul(a, b): the product of two matrices
// transpose(a): aᵀ
// addToRows(b)(y): y with b added to every row
// sumOverBatch(x): the sum of the rows of x

/** Returns [y, anything that backward needs]. W is [outputs, inputs], b is [outputs], x is [batch, inputs]. */
export const forward = ([W, b], x) => {
  return [x, x]
}

/** The gradients [[dW, db], dx], from what forward kept and the gradient dy of the output. */
export const backward = ([W, b], x, dy) => {
  return [[W, b], dy]
}
`,
    hints: [
      'Each gradient has the shape of its tensor: dW is outputs × inputs, dx is batch × inputs, and dy is batch × outputs. Both sizes are 3, but keep their names apart: then few products fit.',
      'Every example adds to dW and db, so both are sums over the batch. A product with dyᵀ adds over the batch by itself.',
      'dW = dyᵀ x, db = Σ over the batch of dy, dx = dy W.'
    ],
    weights: gradientWeights(2, 2, 2)
  },
  {
    description,
    ...withFixedShapes(description, [3], [3]),
    init: both(glorotUniform<readonly [number, number]>([3, 3]), zeros<readonly [number]>([3])),
    forward: ([W, b], x) => [addToRows(b)(matmul(x, transpose(W))), x],
    backward: ([W], x, dy) => [[matmul(transpose(dy), x), sumOverBatch(dy)], matmul(dy, W)]
  },
  [
    {
      name: 'the mean over the batch was taken instead of the sum',
      backward: ([W], x, dy) => [
        [perExample(matmul(transpose(dy), x), x), perExample(sumOverBatch(dy), dy)],
        matmul(dy, W)
      ]
    },
    {
      name: 'the mean over the batch was taken for the bias',
      backward: ([W], x, dy) => [[matmul(transpose(dy), x), perExample(sumOverBatch(dy), dy)], matmul(dy, W)]
    },
    {
      name: 'the gradient of the weight is transposed: xᵀ dy instead of dyᵀ x',
      backward: ([W], x, dy) => [[matmul(transpose(x), dy), sumOverBatch(dy)], matmul(dy, W)]
    },
    {
      name: 'the gradient of the input uses the transposed weight',
      backward: ([W], x, dy) => [[matmul(transpose(dy), x), sumOverBatch(dy)], matmul(dy, transpose(W))]
    },
    {
      name: 'the gradient of the bias is missing',
      backward: ([W, b], x, dy) => [[matmul(transpose(dy), x), multiply(0, b)], matmul(dy, W)]
    },
    {
      name: 'the gradient of the bias multiplies by the input',
      backward: ([W], x, dy) => [[matmul(transpose(dy), x), sumOverBatch(multiply(dy, x))], matmul(dy, W)]
    },
    {
      name: 'the gradient of the weight is added to the weight',
      backward: ([W], x, dy) => [[add(W, matmul(transpose(dy), x)), sumOverBatch(dy)], matmul(dy, W)]
    },
    { name: 'forward uses W instead of Wᵀ', forward: ([W, b], x) => [addToRows(b)(matmul(x, W)), x] },
    { name: 'forward does not add the bias', forward: ([W], x) => [matmul(x, transpose(W)), x] },
    {
      name: 'forward applies an activation',
      forward: ([W, b], x) => [tanh(addToRows(b)(matmul(x, transpose(W)))), x]
    }
  ]
)

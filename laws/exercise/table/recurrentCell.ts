import {
  addToRows,
  add,
  matmul,
  multiply,
  perExample,
  square,
  subtract,
  sumOverBatch,
  tanh,
  transpose
} from '../../../src/algebra/Algebra.js'
import { map } from 'fp-ts/lib/State.js'
import { describe } from '../../../src/layer/Description.js'
import { glorotUniform, zeros } from '../../../src/layer/Initializer.js'
import { withFixedShapes } from '../../../src/layer/Layer.js'
import { both } from '../../../src/tensor/Random.js'
import { type Batched, type Tensor } from '../../../src/tensor/Tensor.js'
import { type Exercise, gradientWeights, ofLayer } from '../Exercise.js'

type Rows = Batched<readonly [number]>
type Matrix = Tensor<readonly [number, number]>
type Parameters = readonly [U: Matrix, W: Matrix, b: Tensor<readonly [number]>]
type Kept = readonly [x: Rows, h: Rows, y: Rows]

const size = 2

const description = describe('recurrentCell', { inputs: size, hidden: size }, [
  { name: 'input', shape: [size, size] },
  { name: 'state', shape: [size, size] },
  { name: 'bias', shape: [size] }
])

const before = ([U, W, b]: Parameters, x: Rows, h: Rows): Rows =>
  addToRows(b)(add(matmul(x, transpose(U)), matmul(h, transpose(W))))

const slope = (y: Rows, dy: Rows): Rows => multiply(dy, subtract(1, square(y)))

/** The gradients, from the gradient da of what tanh takes. */
const from = ([U, W]: Parameters, x: Rows, h: Rows, da: Rows): readonly [Parameters, readonly [Rows, Rows]] => [
  [matmul(transpose(da), x), matmul(transpose(da), h), sumOverBatch(da)],
  [matmul(da, U), matmul(da, W)]
]

/** The cell of a recurrent layer: y = tanh(x Uᵀ + h Wᵀ + b). */
export const recurrentCell: Exercise = ofLayer<Parameters, readonly [Rows, Rows], Rows, Kept>(
  {
    id: 8,
    name: 'recurrent cell',
    title: 'A recurrent cell',
    skeleton: `// Exercise 8: the cell of a recurrent layer, y = tanh(x Uᵀ + h Wᵀ + b), of an input x and a state h.
// Check it with: npx pullback grade 8 cell.mjs
import { Algebra } from 'pullback'
const { add, addToRows, matmul, multiply, square, subtract, sumOverBatch, tanh, transpose } = Algebra
// matmul(a, b): the product of two matrices
// transpose(a): aᵀ
// addToRows(b)(y): y with b added to every row
// sumOverBatch(x): the sum of the rows of x
// add, multiply, square, subtract: entry by entry.
// An operand may be a number: subtract(1, x) is 1 − x.

/** Returns [y, anything that backward needs]. U and W are [2, 2], b is [2], x and h are [batch, 2]. */
export const forward = ([U, W, b], [x, h]) => {
  return [x, [x, h]]
}

/** The gradients [[dU, dW, db], [dx, dh]], from what forward kept and the gradient dy of the output. */
export const backward = ([U, W, b], kept, dy) => {
  return [[U, W, b], [dy, dy]]
}
`,
    hints: [
      'Call a = x Uᵀ + h Wᵀ + b. First find da from dy, as for tanh. Keep x, h and y.',
      'a is the sum of two dense layers, so each has its usual gradients, with da for dy.',
      'da = dy ⊙ (1 − y²), dU = daᵀ x, dW = daᵀ h, db = Σ over the batch of da, dx = da U, dh = da W.'
    ],
    weights: gradientWeights(2, 3, 3)
  },
  {
    description,
    ...withFixedShapes(description, [[size], [size]], [size]),
    init: map(([U, [W, b]]: readonly [Matrix, readonly [Matrix, Tensor<readonly [number]>]]): Parameters => [U, W, b])(
      both(
        glorotUniform<readonly [number, number]>([size, size]),
        both(glorotUniform<readonly [number, number]>([size, size]), zeros<readonly [number]>([size]))
      )
    ),
    forward: (params, [x, h]) => {
      const y = tanh(before(params, x, h))
      return [y, [x, h, y]]
    },
    backward: (params, [x, h, y], dy) => from(params, x, h, slope(y, dy))
  },
  [
    {
      name: 'the derivative of tanh is missing: da = dy',
      backward: (params, [x, h], dy) => from(params, x, h, dy)
    },
    {
      name: 'the gradient of the state uses U instead of W',
      backward: (params, [x, h, y], dy) => {
        const da = slope(y, dy)
        const [gradients, [dx]] = from(params, x, h, da)
        return [gradients, [dx, matmul(da, params[0])]]
      }
    },
    {
      name: 'the gradient of the state is missing',
      backward: (params, [x, h, y], dy) => {
        const [gradients, [dx]] = from(params, x, h, slope(y, dy))
        return [gradients, [dx, multiply(0, h)]]
      }
    },
    {
      name: 'the gradient of W uses x instead of h',
      backward: (params, [x, h, y], dy) => {
        const da = slope(y, dy)
        const [[dU, , db], inputs] = from(params, x, h, da)
        return [[dU, matmul(transpose(da), x), db], inputs]
      }
    },
    {
      name: 'the gradients of x and h are exchanged',
      backward: (params, [x, h, y], dy) => {
        const [gradients, [dx, dh]] = from(params, x, h, slope(y, dy))
        return [gradients, [dh, dx]]
      }
    },
    {
      name: 'the mean over the batch was taken instead of the sum',
      backward: (params, [x, h, y], dy) => {
        const [[dU, dW, db], inputs] = from(params, x, h, slope(y, dy))
        return [[perExample(dU, x), perExample(dW, x), perExample(db, x)], inputs]
      }
    },
    {
      name: 'forward does not add the state',
      forward: ([U, , b], [x, h]) => {
        const y = tanh(addToRows(b)(matmul(x, transpose(U))))
        return [y, [x, h, y]]
      }
    },
    {
      name: 'forward does not apply tanh',
      forward: (params, [x, h]) => {
        const y = before(params, x, h)
        return [y, [x, h, y]]
      }
    }
  ]
)

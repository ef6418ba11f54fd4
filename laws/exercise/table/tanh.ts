import { of } from 'fp-ts/lib/State.js'
import { add, multiply, negate, sigmoid, square, subtract, tanh as tanhOf } from '../../../src/algebra/Algebra.js'
import { describe } from '../../../src/layer/Description.js'
import { withFixedShapes } from '../../../src/layer/Layer.js'
import { type Batched } from '../../../src/tensor/Tensor.js'
import { type Exercise, gradientWeights, ofLayer } from '../Exercise.js'

type Rows = Batched<readonly [number]>

const description = describe('tanh', { features: 3 })

/** An activation: y = tanh x. */
export const tanh: Exercise = ofLayer<readonly [], Rows, Rows, Rows>(
  {
    id: 2,
    name: 'tanh',
    title: 'An activation',
    skeleton: `// Exercise 2: an activation, y = tanh x for every entry. Check it with: npx pullback grade 2 tanh.mjs
import { Algebra } from 'pullback'
const { add, multiply, square, subtract, tanh } = Algebra
// All of them work entry by entry.
// An operand may be a number: subtract(1, x) is 1 − x.

/** Returns [y, anything that backward needs]. There are no parameters. */
export const forward = (_, x) => {
  return [x, x]
}

/** The gradients [[], dx], from what forward kept and the gradient dy of the output. */
export const backward = (_, kept, dy) => {
  return [[], dy]
}
`,
    hints: [
      'Every entry of y depends on one entry of x, so dx = dy ⊙ f′(x).',
      'tanh′ x = 1 − tanh² x. Which number that you already have is tanh x?',
      'Keep y. dx = dy ⊙ (1 − y²).'
    ],
    weights: gradientWeights(2, 0, 4)
  },
  {
    description,
    ...withFixedShapes(description, [3], [3]),
    init: of([]),
    forward: (_, x) => {
      const y = tanhOf(x)
      return [y, y]
    },
    backward: (_, y, dy) => [[], multiply(dy, multiply(subtract(1, y), add(1, y)))]
  },
  [
    {
      name: 'the derivative is taken at the input instead of the output: 1 − x²',
      forward: (_, x) => [tanhOf(x), x]
    },
    {
      name: 'the derivative is taken at the output: tanh′ y instead of tanh′ x',
      backward: (_, y, dy) => [[], multiply(dy, subtract(1, square(tanhOf(y))))]
    },
    { name: 'the output gradient is passed on unchanged', backward: (_, __, dy) => [[], dy] },
    {
      name: 'the derivative is not multiplied by the output gradient',
      backward: (_, y) => [[], subtract(1, square(y))]
    },
    {
      name: 'the square is missing: 1 − y instead of 1 − y²',
      backward: (_, y, dy) => [[], multiply(dy, subtract(1, y))]
    },
    {
      name: 'the sign is wrong: y² − 1 instead of 1 − y²',
      backward: (_, y, dy) => [[], multiply(dy, subtract(square(y), 1))]
    },
    {
      name: 'the derivative is that of the sigmoid: y (1 − y)',
      backward: (_, y, dy) => [[], multiply(dy, multiply(y, subtract(1, y)))]
    },
    {
      name: 'forward is the sigmoid',
      forward: (_, x) => {
        const y = sigmoid(x)
        return [y, y]
      }
    },
    {
      name: 'forward has the wrong sign',
      forward: (_, x) => {
        const y = tanhOf(negate(x))
        return [y, y]
      }
    }
  ]
)

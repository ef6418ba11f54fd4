import { of } from 'fp-ts/lib/State.js'
import { multiply, negate, perExample, scale as times, sumOfAll } from '../../../src/algebra/Algebra.js'
import { describe } from '../../../src/layer/Description.js'
import { withFixedShapes } from '../../../src/layer/Layer.js'
import { type Batched, type Scalar, scalar } from '../../../src/tensor/Tensor.js'
import { type Exercise, gradientWeights, ofLayer } from '../Exercise.js'

type Rows = Batched<readonly [number]>

const description = describe('scale', { features: 3 }, [{ name: 'scale', shape: [] }])

/** A layer with one number: y = s x. */
export const scale: Exercise = ofLayer<readonly [Scalar], Rows, Rows, Rows>(
  {
    id: 1,
    name: 'scale',
    title: 'A layer with one number',
    skeleton: `// Exercise 1: a layer with one number, y = s x. Check it with: npx pullback grade 1 scale.mjs
import { Algebra } from 'pullback'
const { multiply, scale, sumOfAll } = Algebra
// multiply(a, b): entry by entry
// scale(s, x): s times every entry
// sumOfAll(x): the sum of all entries

/** Returns [y, anything that backward needs]. s is one number, x has one row per example. */
export const forward = ([s], x) => {
  return [x, x]
}

/** The gradients [[ds], dx], from what forward kept and the gradient dy of the output. */
export const backward = ([s], x, dy) => {
  return [[s], dy]
}
`,
    hints: [
      'How much does the loss change if s grows a little? Every entry of y changes by its own x.',
      'ds adds up one product for every entry of the batch. dx has the shape of x.',
      'ds = Σ dy ⊙ x over all entries, dx = s dy.'
    ],
    weights: gradientWeights(2, 3, 2)
  },
  {
    description,
    ...withFixedShapes(description, [3], [3]),
    init: of([scalar(1)]),
    forward: ([s], x) => [times(s, x), x],
    backward: ([s], x, dy) => [[sumOfAll(multiply(dy, x))], times(s, dy)]
  },
  [
    {
      name: 'the mean over the batch was taken instead of the sum',
      backward: ([s], x, dy) => [[perExample(sumOfAll(multiply(dy, x)), x)], times(s, dy)]
    },
    { name: 'the gradient of s does not multiply by x', backward: ([s], _, dy) => [[sumOfAll(dy)], times(s, dy)] },
    {
      name: 'the gradient of the input does not multiply by s',
      backward: (_, x, dy) => [[sumOfAll(multiply(dy, x))], dy]
    },
    {
      name: 'the gradient of the input has the wrong sign',
      backward: ([s], x, dy) => [[sumOfAll(multiply(dy, x))], negate(times(s, dy))]
    },
    {
      name: 'the gradient of the input multiplies by x instead of s',
      backward: (_, x, dy) => [[sumOfAll(multiply(dy, x))], multiply(dy, x)]
    },
    {
      name: 'the gradient of s has the wrong sign',
      backward: ([s], x, dy) => [[negate(sumOfAll(multiply(dy, x)))], times(s, dy)]
    },
    { name: 'forward returns x unchanged', forward: (_, x) => [x, x] }
  ]
)

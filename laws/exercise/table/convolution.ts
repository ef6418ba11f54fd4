import {
  add,
  broadcast,
  convolution as convolve,
  convolutionInputGradient,
  convolutionKernelGradient,
  type Images,
  multiply,
  perExample,
  reshape,
  sumOfPixels,
  sumOverBatch
} from '../../../src/algebra/Algebra.js'
import { describe } from '../../../src/layer/Description.js'
import { glorotUniform, zeros } from '../../../src/layer/Initializer.js'
import { withFixedShapes } from '../../../src/layer/Layer.js'
import { both } from '../../../src/tensor/Random.js'
import { type Tensor } from '../../../src/tensor/Tensor.js'
import { type Exercise, gradientWeights, ofLayer } from '../Exercise.js'

type Kernels = Tensor<readonly [number, number, number, number]>
type Bias = Tensor<readonly [number]>
type Pictures = Images<number, number, number>

const window = { size: 2, stride: 1, padding: 0 }
const [kernels, pictures]: readonly [Kernels['shape'], readonly [number, number, number]] = [
  [2, 1, 2, 2],
  [1, 3, 3]
]

const description = describe('convolution', { input: pictures, size: 2, depth: 2 }, [
  { name: 'weight', shape: kernels },
  { name: 'bias', shape: [2] }
])

const pixels = (W: Kernels, x: Pictures): Pictures => convolve<Pictures['shape']>([x.shape[0], 2, 2, 2], x, W, window)

const ofBias = (dy: Pictures): Bias => sumOfPixels(sumOverBatch<readonly [number, number, number]>(dy))

/** A convolution of pictures of 3 × 3 pixels with two kernels of 2 × 2. */
export const convolution: Exercise = ofLayer<readonly [Kernels, Bias], Pictures, Pictures, Pictures>(
  {
    id: 6,
    name: 'convolution',
    title: 'A convolution',
    skeleton: `// Exercise 6: a convolution of pictures [1, 3, 3] with two kernels [1, 2, 2], and a bias for each kernel.
// Check it with: npx pullback grade 6 convolution.mjs
import { Algebra } from 'pullback'
const { add, broadcast, convolution, convolutionInputGradient, convolutionKernelGradient, reshape } = Algebra
const { sumOfPixels, sumOverBatch } = Algebra
// convolutionInputGradient(x.shape, dy, W, window) and
// convolutionKernelGradient(W.shape, dy, x, window):
// the gradients of convolution(y.shape, x, W, window)
// reshape([1, 2, 1, 1], b): b as an image of one pixel
// broadcast(y.shape, x): x repeated to this shape
// add(a, b): entry by entry
// sumOfPixels(a): the sum of every channel of an image
// sumOverBatch(x): the sum over the examples of x
const window = { size: 2, stride: 1, padding: 0 }

/** Returns [y, anything that backward needs]. y is [batch, 2, 2, 2], W is [2, 1, 2, 2], b is [2], x is [batch, 1, 3, 3]. */
export const forward = ([W, b], x) => {
  const pixels = convolution([x.shape[0], 2, 2, 2], x, W, window)
  return [pixels, x]
}

/** The gradients [[dW, db], dx], from what forward kept and the gradient dy of the output. */
export const backward = ([W, b], x, dy) => {
  return [[W, b], x]
}
`,
    hints: [
      'broadcast(shape, reshape([2, 1, 1], b)) repeats the bias over all pixels, so its gradient adds over all pixels.',
      'convolutionKernelGradient(W.shape, dy, x, window) and convolutionInputGradient(x.shape, dy, W, window) are sums of the same products.',
      'dW and dx are these two; db = sumOfPixels(sumOverBatch(dy)).'
    ],
    weights: gradientWeights(2, 3, 2)
  },
  {
    description,
    ...withFixedShapes(description, pictures, [2, 2, 2]),
    init: both(glorotUniform<Kernels['shape']>(kernels), zeros<readonly [number]>([2])),
    forward: ([W, b], x) => {
      const y = pixels(W, x)
      return [add(y, broadcast(y.shape, reshape([2, 1, 1], b))), x]
    },
    backward: ([W], x, dy) => [
      [convolutionKernelGradient(W.shape, dy, x, window), ofBias(dy)],
      convolutionInputGradient(x.shape, dy, W, window)
    ]
  },
  [
    { name: 'forward does not add the bias', forward: ([W], x) => [pixels(W, x), x] },
    {
      name: 'the mean over the batch was taken instead of the sum',
      backward: ([W], x, dy) => [
        [perExample(convolutionKernelGradient(W.shape, dy, x, window), x), perExample(ofBias(dy), dy)],
        convolutionInputGradient(x.shape, dy, W, window)
      ]
    },
    {
      name: 'the gradient of the bias is the mean over the pixels',
      backward: ([W], x, dy) => [
        [convolutionKernelGradient(W.shape, dy, x, window), multiply(1 / 4, ofBias(dy))],
        convolutionInputGradient(x.shape, dy, W, window)
      ]
    },
    {
      name: 'the gradient of the bias is missing',
      backward: ([W, b], x, dy) => [
        [convolutionKernelGradient(W.shape, dy, x, window), multiply(0, b)],
        convolutionInputGradient(x.shape, dy, W, window)
      ]
    },
    {
      name: 'the gradient of the kernels is the kernels',
      backward: ([W], x, dy) => [[W, ofBias(dy)], convolutionInputGradient(x.shape, dy, W, window)]
    },
    {
      name: 'the gradient of the input is the input',
      backward: ([W], x, dy) => [[convolutionKernelGradient(W.shape, dy, x, window), ofBias(dy)], x]
    },
    {
      name: 'the gradient of the input has twice its size',
      backward: ([W], x, dy) => [
        [convolutionKernelGradient(W.shape, dy, x, window), ofBias(dy)],
        multiply(2, convolutionInputGradient(x.shape, dy, W, window))
      ]
    }
  ]
)

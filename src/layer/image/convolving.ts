import {
  add,
  broadcast,
  convolution as convolve,
  convolutionInputGradient,
  convolutionKernelGradient,
  type Images,
  type KernelWindow,
  reshape,
  sumOfPixels,
  sumOverBatch
} from '../../algebra/Algebra.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Tensor } from '../../tensor/Tensor.js'
import { type Passes } from '../Layer.js'

/** Weight and bias of a convolution on images whose sizes are known at run time. */
export type Weighted<B extends Shape> = readonly [
  weight: Tensor<readonly [number, number, number, number]>,
  bias: Tensor<B>
]

/** Images whose sizes are known at run time. */
export type AnyImages = Images<number, number, number>

/**
 * Forward and backward of a convolution with a bias.
 *
 *     forward    y  = x ∗ W + b
 *     backward   dW, dx = the gradients of the convolution      db = Σ over the batch of dy, and over the pixels
 *
 * @param output shape of one output image
 * @param biasPer whether the bias has one number per output channel, or one per channel, row and column
 */
export const convolving = <B extends Shape>(
  window: KernelWindow,
  output: readonly [number, number, number],
  biasPer: 'channel' | 'position'
): Passes<Weighted<B>, AnyImages, AnyImages, AnyImages> => ({
  forward: ([weight, bias], input) => {
    const pixels = convolve<AnyImages['shape']>([input.shape[0], ...output], input, weight, window)
    const everyPixel = biasPer === 'channel' ? reshape([output[0], 1, 1], bias) : bias
    return [add(pixels, broadcast(pixels.shape, everyPixel)), input]
  },
  backward: ([weight, bias], input, outputGradient) => {
    const biasGradient = sumOverBatch<readonly [number, number, number]>(outputGradient)
    return [
      [
        convolutionKernelGradient(weight.shape, outputGradient, input, window),
        reshape(bias.shape, biasPer === 'channel' ? sumOfPixels(biasGradient) : biasGradient)
      ],
      convolutionInputGradient(input.shape, outputGradient, weight, window)
    ]
  }
})

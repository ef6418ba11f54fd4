import {
  add,
  broadcast,
  convolution as convolve,
  convolutionInputGradient,
  convolutionKernelGradient,
  type Images,
  reshape,
  sumOfPixels,
  sumOverBatch
} from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { glorotUniform, type Initializer, zeros } from '../Initializer.js'
import { withFixedShapes, type Layer, layer, shapeOrThrow } from '../Layer.js'
import { both } from '../../tensor/Random.js'
import { positiveInteger, type Shape } from '../../tensor/Shape.js'
import { shown } from '../../tensor/shown.js'
import { type Slide } from '../../tensor/Size.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { type Fitting, slid, windowOf } from './sliding.js'

/** Parameters of `convolution`: a weight of O kernels, each C × K × K, and a bias of shape B. */
export type Convolution<
  C extends number,
  K extends number,
  O extends number,
  B extends Shape = readonly [O]
> = readonly [weight: Tensor<readonly [O, C, K, K]>, bias: Tensor<B>]

/** Number of biases: one per output channel, or one per output position, as in the companion repository of the notebook. */
export type BiasPer = keyof BiasShape<Shape>

/** Shape of the bias for each `biasPer`, from the shape of one example of the output. */
export interface BiasShape<Output extends Shape> {
  /** One number per output channel. */
  readonly channel: readonly [Output[0]]
  /** One number per output channel, row and column. */
  readonly position: Output
}

/** Options of `convolution`. */
export interface ConvolutionOptions<S extends number, P extends number, B extends BiasPer> {
  /** Distance in pixels between two neighbouring positions of the kernel. Default: 1. */
  readonly stride?: S
  /** Number of zeros added on every side of the image. Default: 0. */
  readonly padding?: P
  /** One bias per output channel or per output position. Default: 'channel'. */
  readonly biasPer?: B
  /** Initializer of the weight. Default: `glorotUniform`. */
  readonly weight?: Initializer
  /** Initializer of the bias. Default: `zeros`. */
  readonly bias?: Initializer
}

/**
 * Convolutional layer: slides square kernels over images and adds a bias. As usual in machine learning, the operation is a
 * cross-correlation.
 *
 *     forward    y[o, i, j] = Σ over c, k, l of x[c, i s + k − p, j s + l − p] W[o, c, k, l] + b[o]
 *     backward   dW[o, c, k, l] = Σ over the batch, i, j of dy[o, i, j] x[c, i s + k − p, j s + l − p]
 *                db[o] = Σ over the batch, i, j of dy[o, i, j]
 *                dx[c, i s + k − p, j s + l − p] = Σ over o and all i, k, j, l with this index of dy[o, i, j] W[o, c, k, l]
 *
 * s is the stride and p the padding. y is linear in x and in W, so y, dW and dx are the same kind of sum: over products of
 * output pixel, input pixel and weight. With `biasPer: 'position'` the bias is b[o, i, j], and its gradient is a sum over the
 * batch. Backward needs only the input, so the input is the cache.
 *
 * Images have the shape [channels, height, width]: `convolution([1, 28, 28], 3, 5)` has 5 kernels of 3 × 3 pixels and gives
 * images [5, 26, 26].
 *
 * @param input shape of one input image: [channels, height, width]
 * @param size side of the square kernel, in pixels
 * @param depth number of kernels, which is the number of output channels
 * @param options stride, padding, kind of bias and initializers
 * @throws RangeError if a size or the stride is not a positive integer, or the padding is not an integer of at least 0
 * @throws ShapeError if the kernel is larger than the padded image
 * @example pipe(convolution([1, 28, 28], 3, 5, { stride: 2, padding: 1 }), andThen(relu()), andThen(flatten()))
 */
export function convolution<
  const C extends number,
  const H extends number,
  const W extends number,
  const K extends number,
  const O extends number,
  const S extends number = 1,
  const P extends number = 0,
  const B extends BiasPer = 'channel'
>(
  input: readonly [C, H, W],
  size: K & Fitting<H, W, K, S, P>,
  depth: O,
  options?: ConvolutionOptions<S, P, B>
): Layer<
  Convolution<C, K, O, BiasShape<readonly [O, Slide<H, K, S, P>, Slide<W, K, S, P>]>[B]>,
  Batched<readonly [C, H, W]>,
  Batched<readonly [O, Slide<H, K, S, P>, Slide<W, K, S, P>]>
>
export function convolution(
  input: readonly [number, number, number],
  size: number,
  depth: number,
  options: ConvolutionOptions<number, number, BiasPer> = {}
): Layer<Convolution<number, number, number, Shape>, Images<number, number, number>, Images<number, number, number>> {
  const { stride = 1, padding = 0, biasPer = 'channel', weight = glorotUniform, bias = zeros } = options
  if (!Array.isArray(input))
    throw new TypeError(`convolution takes images of shape [channels, height, width], found ${shown(input)}`)
  const [channels, height, width] = input
  for (const [what, size] of Object.entries({ channels, height, width, depth }))
    positiveInteger(`convolution: ${what}`, size)
  const window = windowOf('convolution', { size, stride, padding })
  const output = shapeOrThrow(slid('convolution', window, depth)(input))
  const biasShape: Shape = biasPer === 'channel' ? [depth] : output
  const description = describe(
    'convolution',
    { input: [channels, height, width], size, depth, stride, padding, biasPer },
    [
      { name: 'weight', shape: [depth, channels, size, size] },
      { name: 'bias', shape: biasShape }
    ]
  )
  return layer<
    Convolution<number, number, number, Shape>,
    Images<number, number, number>,
    Images<number, number, number>,
    Images<number, number, number>
  >({
    description,
    ...withFixedShapes(description, [channels, height, width], output),
    init: both(weight<readonly [number, number, number, number]>([depth, channels, size, size]), bias(biasShape)),
    forward: ([weight, bias], input) => {
      const pixels = convolve<readonly [number, ...typeof output]>([input.shape[0], ...output], input, weight, window)
      const everyPixel = biasPer === 'channel' ? reshape([depth, 1, 1], bias) : bias
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
}

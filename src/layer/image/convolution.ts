/**
 * Slides kernels over images (a cross-correlation, as everywhere in machine learning) and adds a bias.
 *
 *     forward    y[o, i, j] = Σ over c, k, l of x[c, i s + k − p, j s + l − p] W[o, c, k, l] + b[o]
 *     backward   dW[o, c, k, l] = Σ over the batch, i, j of dy[o, i, j] x[c, i s + k − p, j s + l − p]
 *                db[o] = Σ over the batch, i, j of dy[o, i, j]
 *                dx[c, i s + k − p, j s + l − p] = Σ over o and all i, k, j, l that lead there of dy[o, i, j] W[o, c, k, l]
 *
 * y is linear in x and in W, so all three are sums of the same kind: over the products of output pixel, input pixel and
 * weight. With `biasPer: 'position'` there is a b[o, i, j], whose gradient is a sum over the batch. Backward needs the input.
 */
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

/** Weights of O kernels, each K × K for C channels, and a bias of shape B. */
export type Convolution<
  C extends number,
  K extends number,
  O extends number,
  B extends Shape = readonly [O]
> = readonly [weight: Tensor<readonly [O, C, K, K]>, bias: Tensor<B>]

/** What is added: a number for every output channel, or one for each of its pixels, as in the companion repository. */
export type BiasPer = keyof BiasShape<Shape>

/** The shape of the bias, for an example of the output. */
export interface BiasShape<Output extends Shape> {
  readonly channel: readonly [Output[0]]
  readonly position: Output
}

export interface ConvolutionOptions<S extends number, P extends number, B extends BiasPer> {
  /** How far the kernel moves from one output to the next; 1 where it is not said. */
  readonly stride?: S
  /** How many zeros surround the image; 0 where it is not said. */
  readonly padding?: P
  readonly biasPer?: B
  /** Where the parameters begin. */
  readonly weight?: Initializer
  readonly bias?: Initializer
}

/**
 * `convolution([1, 28, 28], 3, 5)` takes images [channels, height, width], has kernels of 3 × 3 and gives 5 channels:
 * [5, 26, 26].
 *
 * @throws RangeError if a size or the stride is not a positive integer, ShapeError if the kernel is larger than the image
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
    throw new TypeError(`convolution takes images [channels, height, width], found ${shown(input)}`)
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

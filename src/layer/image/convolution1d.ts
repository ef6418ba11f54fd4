import { reshape } from '../../algebra/Algebra.js'
import { both } from '../../tensor/Random.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { shown } from '../../tensor/shown.js'
import { type PerGroup } from '../../tensor/Size.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { glorotUniform, type Initializer, zeros } from '../Initializer.js'
import { withFixedShapes, type Layer, layer, shapeOrThrow } from '../Layer.js'
import { requireGroups } from '../requireGroups.js'
import { type AnyImages, convolving } from './convolving.js'
import {
  asImages,
  asSeries,
  type AnySeries,
  placedAlong,
  requireSteps,
  type SlideAlong,
  type WindowFits
} from './series.js'

/** Parameters of `convolution1d`: a weight of O kernels, each C × K, and a bias of shape [O]. */
export type Convolution1d<C extends number, K extends number, O extends number> = readonly [
  weight: Tensor<readonly [O, C, K]>,
  bias: Tensor<readonly [O]>
]

/** Options of `convolution1d`. */
export interface Convolution1dOptions<
  S extends number,
  P extends number | 'same' | 'causal',
  D extends number = 1,
  G extends number = 1
> {
  /** Distance between two neighbouring positions of the kernel. Default: 1. */
  readonly stride?: S
  /**
   * Number of zeros added before and after the series. `same` adds as many as give ⌈length / stride⌉ outputs, an odd one after the
   * series. `causal` adds that many before the series, so output i reads no input after i s. Default: 0.
   */
  readonly padding?: P
  /** Distance between two neighbouring elements of the kernel. Default: 1. */
  readonly dilation?: D
  /** Number of groups of channels that are convolved apart. Default: 1. */
  readonly groups?: G
  /** Initializer of the weight. Default: `glorotUniform`. */
  readonly weight?: Initializer
  /** Initializer of the bias. Default: `zeros`. */
  readonly bias?: Initializer
}

/**
 * Convolutional layer on series: slides kernels along series of several channels and adds a bias.
 *
 *     forward    y[o, i] = Σ over c, k of x[c, i s + k d − p] W[o, c, k] + b[o]
 *     backward   dW[o, c, k] = Σ over the batch, i of dy[o, i] x[c, i s + k d − p]      db[o] = Σ over the batch, i of dy[o, i]
 *                dx[c, i s + k d − p] = Σ over o and all i, k with this index of dy[o, i] W[o, c, k]
 *
 * s is the stride, p the padding and d the dilation. A series is computed as an image with one row, so every engine runs it with
 * the operations of `convolution`. Backward needs only the input, so the input is the cache.
 *
 * Series have the shape [channels, length], channels first as in images: `convolution1d([2, 24], 3, 8)` has 8 kernels of 3 steps
 * and gives series [8, 22].
 *
 * @param input shape of one input series: [channels, length]
 * @param size length of the kernel
 * @param depth number of kernels, which is the number of output channels
 * @param options stride, padding, dilation, groups and initializers
 * @throws RangeError if a size, the stride or the dilation is not a positive integer, or the padding is not an integer of at least 0
 * @throws ShapeError if the kernel is longer than the padded series, or the groups do not divide the channels and the depth
 * @example pipe(convolution1d([2, 24], 3, 8, { padding: 'causal', dilation: 2 }), andThen(relu()), andThen(maxPool1d(2)))
 */
export function convolution1d<
  const C extends number,
  const T extends number,
  const K extends number,
  const O extends number,
  const S extends number = 1,
  const P extends number | 'same' | 'causal' = 0,
  const D extends number = 1,
  const G extends number = 1
>(
  input: readonly [C, T],
  size: K & WindowFits<T, K, S, P, D>,
  depth: O,
  options?: Convolution1dOptions<S, P, D, G>
): Layer<
  Convolution1d<PerGroup<C, G>, K, O>,
  Batched<readonly [C, T]>,
  Batched<readonly [O, SlideAlong<T, K, S, P, D>]>
>
export function convolution1d(
  input: readonly [number, number],
  size: number,
  depth: number,
  options: Convolution1dOptions<number, number | 'same' | 'causal', number, number> = {}
): Layer<Convolution1d<number, number, number>, AnySeries, AnySeries> {
  const { stride = 1, padding = 0, dilation = 1, groups = 1, weight = glorotUniform, bias = zeros } = options
  if (!Array.isArray(input))
    throw new TypeError(`convolution1d takes series of shape [channels, length], found ${shown(input)}`)
  const [channels, length] = input
  for (const [what, size] of Object.entries({ channels, length, depth }))
    positiveInteger(`convolution1d: ${what}`, size)
  const steps = { size, stride, padding, dilation }
  requireSteps('convolution1d', steps)
  requireGroups('convolution1d', groups, { channels, depth })
  const { window, output } = shapeOrThrow(placedAlong('convolution1d', steps, depth)(input))
  const weightShape = [depth, channels / groups, size] as const
  const description = describe(
    'convolution1d',
    { input: [channels, length], size, depth, stride, padding, dilation, groups },
    [
      { name: 'weight', shape: weightShape },
      { name: 'bias', shape: [depth] }
    ]
  )
  const images = convolving<readonly [number]>(window, output, 'channel')
  const kernels = (weight: Tensor<readonly [number, number, number]>) =>
    reshape<readonly [number, number, number, number]>([depth, channels / groups, 1, size], weight)
  return layer<Convolution1d<number, number, number>, AnySeries, AnySeries, AnyImages>({
    description,
    ...withFixedShapes(description, [channels, length], [depth, output[2]]),
    init: both(weight<readonly [number, number, number]>(weightShape), bias<readonly [number]>([depth])),
    forward: ([weight, bias], input) => {
      const [pixels, cache] = images.forward([kernels(weight), bias], asImages(input))
      return [asSeries(pixels), cache]
    },
    backward: ([weight, bias], cache, outputGradient) => {
      const [[dw, db], dx] = images.backward([kernels(weight), bias], cache, asImages(outputGradient))
      return [[reshape(weight.shape, dw), reshape(bias.shape, db)], asSeries(dx)]
    }
  })
}

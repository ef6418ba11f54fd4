import { type Sides } from '../../algebra/Algebra.js'
import { bothSides } from '../../algebra/kernel/Window.js'
import { both } from '../../tensor/Random.js'
import { positiveInteger, type Shape } from '../../tensor/Shape.js'
import { shown } from '../../tensor/shown.js'
import { type PerGroup } from '../../tensor/Size.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { glorotUniform, type Initializer, zeros } from '../Initializer.js'
import { withFixedShapes, type Layer, layer, shapeOrThrow } from '../Layer.js'
import { requireGroups } from '../requireGroups.js'
import { type AnyImages, convolving, type Weighted } from './convolving.js'
import {
  type WidthOf,
  type Fitting,
  type Padding,
  placed,
  requireSliding,
  type HeightOf,
  type SlideColumns,
  type SlideRows
} from './sliding.js'

/**
 * Parameters of `convolution`: a weight of O kernels and a bias of shape B. The kernels have C channels and the size K: K × K, or
 * K[0] × K[1].
 */
export type Convolution<
  C extends number,
  K extends Sides,
  O extends number,
  B extends Shape = readonly [O]
> = readonly [weight: Tensor<readonly [O, C, HeightOf<K>, WidthOf<K>]>, bias: Tensor<B>]

/** Number of biases: one per output channel, or one per output position, as in the companion repository of the notebook. */
export type BiasPer = keyof BiasShape<Shape>

/** Shape of the bias for each `biasPer`, from the shape of one example of the output. */
export interface BiasShape<Output extends Shape> {
  /** One number per output channel. */
  readonly channel: readonly [Output[0]]
  /** One number per output channel, row and column. */
  readonly position: Output
}

/** Options of `convolution`. Where a number is for both axes, a pair gives the rows and the columns: `stride: [1, 2]`. */
export interface ConvolutionOptions<
  S extends Sides,
  P extends Padding,
  B extends BiasPer,
  D extends Sides = 1,
  G extends number = 1
> {
  /** Distance in pixels between two neighbouring positions of the kernel. Default: 1. */
  readonly stride?: S
  /**
   * Number of zeros added on every side of the image. `same` adds as many as give ⌈size / stride⌉ outputs along each axis, an odd
   * one below or to the right. Default: 0.
   */
  readonly padding?: P
  /** Distance in pixels between two neighbouring elements of the kernel. Default: 1. */
  readonly dilation?: D
  /**
   * Number of groups of channels that are convolved apart. As many groups as channels make a depthwise convolution. Default: 1.
   */
  readonly groups?: G
  /** One bias per output channel or per output position. Default: 'channel'. */
  readonly biasPer?: B
  /** Initializer of the weight. Default: `glorotUniform`. */
  readonly weight?: Initializer
  /** Initializer of the bias. Default: `zeros`. */
  readonly bias?: Initializer
}

/**
 * Convolutional layer: slides kernels over images and adds a bias. As usual in machine learning, the operation is a
 * cross-correlation.
 *
 *     forward    y[o, i, j] = Σ over c, k, l of x[c, i s + k d − p, j s + l d − p] W[o, c, k, l] + b[o]
 *     backward   dW[o, c, k, l] = Σ over the batch, i, j of dy[o, i, j] x[c, i s + k d − p, j s + l d − p]
 *                db[o] = Σ over the batch, i, j of dy[o, i, j]
 *                dx[c, i s + k d − p, j s + l d − p] = Σ over o and all i, k, j, l with this index of dy[o, i, j] W[o, c, k, l]
 *
 * s is the stride, p the padding and d the dilation; each may differ between rows and columns. y is linear in x and in W, so y, dW
 * and dx are the same kind of sum: over products of output pixel, input pixel and weight. In g groups, the first depth / g outputs
 * read the first channels / g channels, and so on. With `biasPer: 'position'` the bias is b[o, i, j], and its gradient is a sum
 * over the batch. Backward needs only the input, so the input is the cache.
 *
 * Images have the shape [channels, height, width]: `convolution([1, 28, 28], 3, 5)` has 5 kernels of 3 × 3 pixels and gives
 * images [5, 26, 26].
 *
 * @param input shape of one input image: [channels, height, width]
 * @param size side of a square kernel, or height and width of a kernel, in pixels
 * @param depth number of kernels, which is the number of output channels
 * @param options stride, padding, dilation, groups, kind of bias and initializers
 * @throws RangeError if a size, a stride or a dilation is not a positive integer, or the padding is not an integer of at least 0
 * @throws ShapeError if the kernel is larger than the padded image, or the groups do not divide the channels and the depth
 * @example pipe(convolution([1, 28, 28], 3, 5, { stride: 2, padding: 1 }), andThen(relu()), andThen(flatten()))
 * @example convolution([8, 20, 50], [1, 5], 8, { padding: 'same', dilation: [1, 2], groups: 8 }) // gives [8, 20, 50]
 */
export function convolution<
  const C extends number,
  const H extends number,
  const W extends number,
  const K extends Sides,
  const O extends number,
  const S extends Sides = 1,
  const P extends Padding = 0,
  const B extends BiasPer = 'channel',
  const D extends Sides = 1,
  const G extends number = 1
>(
  input: readonly [C, H, W],
  size: K & Fitting<H, W, K, S, P, D>,
  depth: O,
  options?: ConvolutionOptions<S, P, B, D, G>
): Layer<
  Convolution<PerGroup<C, G>, K, O, BiasShape<readonly [O, SlideRows<H, K, S, P, D>, SlideColumns<W, K, S, P, D>]>[B]>,
  Batched<readonly [C, H, W]>,
  Batched<readonly [O, SlideRows<H, K, S, P, D>, SlideColumns<W, K, S, P, D>]>
>
export function convolution(
  input: readonly [number, number, number],
  size: Sides,
  depth: number,
  options: ConvolutionOptions<Sides, Padding, BiasPer, Sides, number> = {}
): Layer<Weighted<Shape>, AnyImages, AnyImages> {
  const { stride = 1, padding = 0, dilation = 1, groups = 1, biasPer = 'channel' } = options
  const { weight = glorotUniform, bias = zeros } = options
  if (!Array.isArray(input))
    throw new TypeError(`convolution takes images of shape [channels, height, width], found ${shown(input)}`)
  const [channels, height, width] = input
  for (const [what, size] of Object.entries({ channels, height, width, depth }))
    positiveInteger(`convolution: ${what}`, size)
  const sliding = { size, stride, padding, dilation }
  requireSliding('convolution', sliding)
  requireGroups('convolution', groups, { channels, depth })
  const { window, output } = shapeOrThrow(placed('convolution', sliding, depth)(input))
  const [rows, columns] = bothSides(size)
  const weightShape = [depth, channels / groups, rows, columns] as const
  const biasShape: Shape = biasPer === 'channel' ? [depth] : output
  const description = describe(
    'convolution',
    {
      input: [channels, height, width],
      size,
      depth,
      stride,
      padding,
      biasPer,
      ...(dilation === 1 ? {} : { dilation }),
      ...(groups === 1 ? {} : { groups })
    },
    [
      { name: 'weight', shape: weightShape },
      { name: 'bias', shape: biasShape }
    ]
  )
  return layer<Weighted<Shape>, AnyImages, AnyImages, AnyImages>({
    description,
    ...withFixedShapes(description, [channels, height, width], output),
    init: both(weight<Weighted<Shape>[0]['shape']>(weightShape), bias(biasShape)),
    ...convolving(window, output, biasPer)
  })
}

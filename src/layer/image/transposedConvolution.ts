import {
  add,
  broadcast,
  convolution,
  convolutionInputGradient,
  convolutionKernelGradient,
  reshape,
  type Sides,
  sumOfPixels,
  sumOverBatch
} from '../../algebra/Algebra.js'
import { bothSides } from '../../algebra/kernel/Window.js'
import { both } from '../../tensor/Random.js'
import { positiveInteger, shapeError, showShape } from '../../tensor/Shape.js'
import { shown } from '../../tensor/shown.js'
import { type Extent, type Minus, type PerGroup, type Plus, type Times } from '../../tensor/Size.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { glorotUniform, zeros } from '../Initializer.js'
import { type Layer, layer, withFixedShapes } from '../Layer.js'
import { requireGroups } from '../requireGroups.js'
import { type ConvolutionOptions } from './convolution.js'
import { type AnyImages, type Weighted } from './convolving.js'
import { type HeightOf, type Padding, positions, requireSliding, type WidthOf } from './sliding.js'

/** Parameters of `transposedConvolution`: a weight with O kernels for each of the C input channels, and a bias of shape [D]. */
export type TransposedConvolution<
  C extends number,
  K extends Sides,
  O extends number,
  D extends number = O
> = readonly [weight: Tensor<readonly [C, O, HeightOf<K>, WidthOf<K>]>, bias: Tensor<readonly [D]>]

type Along<Size extends number, K, S, P, D> = K extends number
  ? S extends number
    ? D extends number
      ? P extends number
        ? Minus<Plus<Times<Size, S>, Extent<K, D>>, P extends 0 ? S : Plus<S, Times<P, 2>>>
        : Times<Size, S>
      : never
    : never
  : never

/** Number of rows of the result of a transposed convolution. */
export type GrowRows<H extends number, K, S, P, D = 1> = Along<H, HeightOf<K>, HeightOf<S>, HeightOf<P>, HeightOf<D>>

/** Number of columns of the result of a transposed convolution. */
export type GrowColumns<W extends number, K, S, P, D = 1> = Along<W, WidthOf<K>, WidthOf<S>, WidthOf<P>, WidthOf<D>>

/**
 * Transposed convolution: spreads every pixel over a kernel, which is the gradient of a convolution with respect to its images. A
 * stride of 2 doubles height and width.
 *
 *     forward    y[o, a, b] = Σ over c, and all i, k, j, l with a = i s + k d − p and b = j s + l d − p, of x[c, i, j] W[c, o, k, l]
 *                             + b[o]
 *     backward   dx[c, i, j] = Σ over o, k, l of dy[o, i s + k d − p, j s + l d − p] W[c, o, k, l]
 *                dW[c, o, k, l] = Σ over the batch, i, j of x[c, i, j] dy[o, i s + k d − p, j s + l d − p]
 *                db[o] = Σ over the batch, a, b of dy[o, a, b]
 *
 * s is the stride, p the padding and d the dilation; each may differ between rows and columns. The result has (h − 1) s +
 * (k − 1) d + 1 − 2 p rows; `padding: 'same'` gives h s rows. Backward needs only the input, so the input is the cache.
 *
 * Source: Zeiler, Krishnan, Taylor and Fergus, 2010, Deconvolutional Networks.
 *
 * @param input shape of one input image: [channels, height, width]
 * @param size side of a square kernel, or height and width of a kernel, in pixels
 * @param depth number of output channels
 * @param options stride, padding, dilation, groups and initializers
 * @throws RangeError if a size, a stride or a dilation is not a positive integer, or the padding is not an integer of at least 0
 * @throws ShapeError if the padding removes all pixels, or the groups do not divide the channels and the depth
 * @example pipe(dense(2, 32), andThen(reshape([2, 4, 4])), andThen(transposedConvolution([2, 4, 4], 3, 1, { stride: 2, padding: 'same' })))
 */
export function transposedConvolution<
  const C extends number,
  const H extends number,
  const W extends number,
  const K extends Sides,
  const O extends number,
  const S extends Sides = 1,
  const P extends Padding = 0,
  const D extends Sides = 1,
  const G extends number = 1
>(
  input: readonly [C, H, W],
  size: K,
  depth: O,
  options?: Omit<ConvolutionOptions<S, P, 'channel', D, G>, 'biasPer'>
): Layer<
  TransposedConvolution<C, K, PerGroup<O, G>, O>,
  Batched<readonly [C, H, W]>,
  Batched<readonly [O, GrowRows<H, K, S, P, D>, GrowColumns<W, K, S, P, D>]>
>
export function transposedConvolution(
  input: readonly [number, number, number],
  size: Sides,
  depth: number,
  options: ConvolutionOptions<Sides, Padding, 'channel', Sides, number> = {}
): Layer<Weighted<readonly [number]>, AnyImages, AnyImages> {
  const name = 'transposedConvolution'
  const { stride = 1, padding = 0, dilation = 1, groups = 1, weight = glorotUniform, bias = zeros } = options
  if (!Array.isArray(input))
    throw new TypeError(`${name} takes images of shape [channels, height, width], found ${shown(input)}`)
  const [channels, height, width] = input
  for (const [what, size] of Object.entries({ channels, height, width, depth }))
    positiveInteger(`${name}: ${what}`, size)
  requireSliding(name, { size, stride, padding, dilation })
  requireGroups(name, groups, { channels, depth })
  const [rows, columns] = bothSides(size)
  /** The padding, and the length of the images whose convolution has as many positions as the input is long. */
  const along = (axis: 0 | 1, length: number): readonly [before: number, grown: number] => {
    const [size, step, apart] = [axis === 0 ? rows : columns, bothSides(stride)[axis], bothSides(dilation)[axis]]
    if (padding === 'same') {
      const grown = length * step
      return [positions(grown, { size, stride: step, padding, dilation: apart })[0], grown]
    }
    const before = bothSides(padding)[axis]
    return [before, (length - 1) * step + (size - 1) * apart + 1 - 2 * before]
  }
  const [[top, tall], [before, wide]] = [along(0, height), along(1, width)]
  const output = [depth, tall, wide] as const
  if (!(tall > 0 && wide > 0))
    throw shapeError(`${name}: the padding must leave pixels of the result, found the shape ${showShape(output)}`)
  const window = { size, stride, padding: [top, before] as const, dilation }
  const weightShape = [channels, depth / groups, rows, columns] as const
  const description = describe(
    name,
    { input: [channels, height, width], size, depth, stride, padding, dilation, groups },
    [
      { name: 'weight', shape: weightShape },
      { name: 'bias', shape: [depth] }
    ]
  )
  return layer<Weighted<readonly [number]>, AnyImages, AnyImages, AnyImages>({
    description,
    ...withFixedShapes(description, [channels, height, width], output),
    init: both(weight<Weighted<readonly [number]>[0]['shape']>(weightShape), bias<readonly [number]>([depth])),
    forward: ([weight, bias], input) => {
      const shape: AnyImages['shape'] = [input.shape[0], ...output]
      const pixels = convolutionInputGradient(shape, input, weight, window)
      return [add(pixels, broadcast(shape, reshape([depth, 1, 1], bias))), input]
    },
    backward: ([weight], input, outputGradient) => [
      [
        convolutionKernelGradient(weight.shape, input, outputGradient, window),
        sumOfPixels(sumOverBatch<readonly [number, number, number]>(outputGradient))
      ],
      convolution(input.shape, outputGradient, weight, window)
    ]
  })
}

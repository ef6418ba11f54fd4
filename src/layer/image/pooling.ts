import { type Either, map } from 'fp-ts/lib/Either.js'
import { flow } from 'fp-ts/lib/function.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { type Sides, type Window } from '../../algebra/Algebra.js'
import { bothSides } from '../../algebra/kernel/Window.js'
import { type Shape, type ShapeError, shapeError, type Shapes } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { describe, type Description } from '../Description.js'
import { type Layer, layer, shapeOrThrow } from '../Layer.js'
import { type AnyImages } from './convolving.js'
import {
  type AnySeries,
  asImages,
  asSeries,
  placedAlong,
  requireSteps,
  type SlideAlong,
  type WindowFits
} from './series.js'
import {
  type Fitting,
  type Padding,
  type Placed,
  placed,
  requireSliding,
  type SlideColumns,
  type SlideRows
} from './sliding.js'

/**
 * Options of `maxPool` and `averagePool`. Where a number is for both axes, a pair gives the rows and the columns: `stride: [1, 2]`.
 */
export interface PoolingOptions<S extends Sides, P extends Padding> {
  /** Distance in pixels between two neighbouring windows. Default: the size of the window. */
  readonly stride?: S
  /**
   * Number of pixels added on every side of the image. `same` adds as many as give ⌈size / stride⌉ outputs along each axis.
   * Default: 0.
   */
  readonly padding?: P
}

type SomeShape = AnyImages['shape']

/** The two functions of a pooling layer, on images of any size. The shape `output` has the batch axis first. */
interface Pool {
  readonly forward: (output: SomeShape, input: AnyImages, window: Window) => AnyImages
  readonly backward: (input: AnyImages, outputGradient: AnyImages, window: Window) => AnyImages
}

const requireLess = (name: string, padding: Padding | 'causal', size: Sides): void => {
  if (typeof padding === 'string') return
  const sizes = bothSides(size)
  bothSides(padding).forEach((pixels, axis) => {
    if (pixels >= sizes[axis === 0 ? 0 : 1])
      throw shapeError(`${name}: padding must be less than the size ${sizes[axis === 0 ? 0 : 1]}, found ${pixels}`)
  })
}

/** The images that a pool computes with, for inputs of the type X. */
interface AsImages<X> {
  readonly toImages: (x: X) => AnyImages
  readonly fromImages: (images: AnyImages) => X
  /** Shape of one example of the type X, from the shape of its image. */
  readonly exampleOf: (image: Placed['output']) => Shape
}

const ofImages: AsImages<AnyImages> = { toImages: x => x, fromImages: x => x, exampleOf: image => image }

const ofSeries: AsImages<AnySeries> = {
  toImages: asImages,
  fromImages: asSeries,
  exampleOf: ([channels, , length]) => [channels, length]
}

const pooled = <X extends AnyImages | AnySeries>(
  description: Description,
  place: (example: Shapes) => Either<ShapeError, Placed>,
  { forward, backward }: Pool,
  { toImages, fromImages, exampleOf }: AsImages<X>
): Layer<readonly [], X, X> =>
  layer<readonly [], X, X, X>({
    description,
    inputShape: none,
    outputShape: flow(
      place,
      map(({ output }) => exampleOf(output))
    ),
    init: of([]),
    forward: (_, input) => {
      const { output, window } = shapeOrThrow(place(input.shape.slice(1)))
      return [fromImages(forward([input.shape[0], ...output], toImages(input), window)), input]
    },
    backward: (_, input, outputGradient) => {
      const { window } = shapeOrThrow(place(input.shape.slice(1)))
      return [[], fromImages(backward(toImages(input), toImages(outputGradient), window))]
    }
  })

/** Makes the builder of a pooling layer. The layer takes the channels, height and width of the layer before. */
export const pooling = (name: string, by: Pool) => {
  function pool<
    C extends number,
    H extends number,
    W extends number,
    const K extends Sides,
    const S extends Sides = K,
    const P extends Padding = 0
  >(
    size: K & Fitting<H, W, K, S, P>,
    options?: PoolingOptions<S, P>
  ): Layer<
    readonly [],
    Batched<readonly [C, H, W]>,
    Batched<readonly [C, SlideRows<H, K, S, P>, SlideColumns<W, K, S, P>]>
  >
  function pool(
    size: Sides,
    { stride = size, padding = 0 }: PoolingOptions<Sides, Padding> = {}
  ): Layer<readonly [], AnyImages, AnyImages> {
    const sliding = { size, stride, padding }
    requireSliding(name, sliding)
    requireLess(name, padding, size)
    return pooled(describe(name, { size, stride, padding }), placed(name, sliding), by, ofImages)
  }
  return pool
}

/** Options of `maxPool1d` and `averagePool1d`. */
export interface Pooling1dOptions<S extends number, P extends number | 'same'> {
  /** Distance between two neighbouring windows. Default: the size of the window. */
  readonly stride?: S
  /** Number of places added before and after the series. `same` adds as many as give ⌈length / stride⌉ outputs. Default: 0. */
  readonly padding?: P
}

/** Makes the builder of a pooling layer on series. The layer takes the channels and length of the layer before. */
export const pooling1d = (name: string, by: Pool) => {
  function pool<
    C extends number,
    T extends number,
    const K extends number,
    const S extends number = K,
    const P extends number | 'same' = 0
  >(
    size: K & WindowFits<T, K, S, P>,
    options?: Pooling1dOptions<S, P>
  ): Layer<readonly [], Batched<readonly [C, T]>, Batched<readonly [C, SlideAlong<T, K, S, P>]>>
  function pool(
    size: number,
    { stride = size, padding = 0 }: Pooling1dOptions<number, number | 'same'> = {}
  ): Layer<readonly [], AnySeries, AnySeries> {
    const steps = { size, stride, padding, dilation: 1 }
    requireSteps(name, steps)
    requireLess(name, padding, size)
    return pooled(describe(name, { size, stride, padding }), placedAlong(name, steps), by, ofSeries)
  }
  return pool
}

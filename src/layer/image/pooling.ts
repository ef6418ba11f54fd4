import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { type Images, type Window } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer, layer, shapeOrThrow } from '../Layer.js'
import { shapeError } from '../../tensor/Shape.js'
import { type Slide } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Fitting, slid, windowOf } from './sliding.js'

/** Options of `maxPool` and `averagePool`. */
export interface PoolingOptions<S extends number, P extends number> {
  /** Distance in pixels between two neighbouring windows. Default: the size of the window. */
  readonly stride?: S
  /** Number of pixels added on every side of the image. Default: 0. */
  readonly padding?: P
}

type Some = Images<number, number, number>
type SomeShape = Some['shape']

/** The two functions of a pooling layer, on images of any size. The shape `output` has the batch axis first. */
interface Pool {
  readonly forward: (output: SomeShape, input: Some, window: Window) => Some
  readonly backward: (input: Some, outputGradient: Some, window: Window) => Some
}

/** Makes the builder of a pooling layer. The layer takes the channels, height and width of the layer before. */
export const pooling = (name: string, { forward, backward }: Pool) => {
  function pool<
    C extends number,
    H extends number,
    W extends number,
    const K extends number,
    const S extends number = K,
    const P extends number = 0
  >(
    size: K & Fitting<H, W, K, S, P>,
    options?: PoolingOptions<S, P>
  ): Layer<readonly [], Batched<readonly [C, H, W]>, Batched<readonly [C, Slide<H, K, S, P>, Slide<W, K, S, P>]>>
  function pool(
    size: number,
    { stride = size, padding = 0 }: PoolingOptions<number, number> = {}
  ): Layer<readonly [], Some, Some> {
    const window = windowOf(name, { size, stride, padding })
    if (padding >= size) throw shapeError(`${name}: padding must be less than the size ${size}, found ${padding}`)
    const outputShape = slid(name, window)
    return layer<readonly [], Some, Some, Some>({
      description: describe(name, { size, stride, padding }),
      inputShape: none,
      outputShape,
      init: of([]),
      forward: (_, input) => {
        const [batch, ...image] = input.shape
        return [forward([batch, ...shapeOrThrow(outputShape(image))], input, window), input]
      },
      backward: (_, input, outputGradient) => [[], backward(input, outputGradient, window)]
    })
  }
  return pool
}

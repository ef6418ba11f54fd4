import { none } from 'fp-ts/lib/Option.js'
import { map } from 'fp-ts/lib/State.js'
import { maximum, minimum, add, multiply, reshape, where } from '../../algebra/Algebra.js'
import { channelsShape, positiveInteger, type Shape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe, showDescription } from '../Description.js'
import { constant, type Initializer } from '../Initializer.js'
import { type Layer, layer } from '../Layer.js'
import { everywhere, inPlaces, sumPerChannel } from '../normalization/places.js'

/** Parameters of `prelu`: a slope of shape [channels]. */
export type Prelu<C extends number> = readonly [slope: Tensor<readonly [C]>]

/** Options of `prelu`. */
export interface PreluOptions {
  /** Initializer of the slope. Default: 0.25 everywhere. */
  readonly slope?: Initializer
}

/**
 * Parametric rectified linear unit (PReLU): a leaky ReLU whose slope is learnt, one slope per channel.
 *
 *     forward    y  = x where x > 0, else a ⊙ x
 *     backward   dx = dy where x > 0, else a ⊙ dy    da = Σ over the batch and all places of dy ⊙ min(x, 0)
 *
 * Channels are the first axis of an example: the features of a row, or the channels of an image. Backward needs only the input, so
 * the input is the cache. The derivative at 0 is defined as a.
 *
 * Source: He, Zhang, Ren and Sun, 2015, Delving Deep into Rectifiers.
 *
 * @param channels number of features of a row, or of channels of an image
 * @param options initializer of the slope
 * @throws RangeError if the number of channels is not a positive integer
 * @example pipe(dense(2, 8), andThen(prelu(8)), andThen(dense(8, 1)))
 */
export const prelu = <const C extends number, R extends Shape = readonly []>(
  channels: C,
  { slope = constant(0.25) }: PreluOptions = {}
): Layer<Prelu<C>, Batched<readonly [C, ...R]>, Batched<readonly [C, ...R]>> => {
  positiveInteger('prelu: channels', channels)
  const description = describe('prelu', { channels }, [{ name: 'slope', shape: [channels] }])
  type Examples = Batched<readonly [C, ...R]>
  return layer<Prelu<C>, Examples, Examples, Examples>({
    description,
    inputShape: none,
    outputShape: channelsShape(showDescription(description), channels),
    init: map((a: Tensor<readonly [C]>): Prelu<C> => [a])(slope<readonly [C]>([channels])),
    forward: ([slope], input) => {
      const x = inPlaces(channels, input)
      const output = add(maximum(x, 0), multiply(everywhere(x.shape, slope), minimum(x, 0)))
      return [reshape(input.shape, output), input]
    },
    backward: ([slope], input, outputGradient) => {
      const [x, dy] = [inPlaces(channels, input), inPlaces(channels, outputGradient)]
      const dx = multiply(dy, where(x, 1, everywhere(x.shape, slope)))
      return [[sumPerChannel(channels, multiply(dy, minimum(x, 0)))], reshape(input.shape, dx)]
    }
  })
}

import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { maxAlong, maxOfFeatures, meanAlong, repeatAlong, reshape, scale } from '../../algebra/Algebra.js'
import { type Shape, shapeError, showShape, tensorShape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { maximumGradient } from '../maximum.js'
import { inPlaces, type Places } from '../normalization/places.js'

/** Channels of places whose sizes are known at run time. */
type Some = Batched<readonly [number, ...Shape]>

type Channels = Tensor<readonly [batch: number, channels: number]>

/** The two functions of a global pool, on channels of places. */
interface Pool {
  readonly forward: (x: Tensor<Places<number>>) => Channels
  readonly backward: (x: Tensor<Places<number>>, outputGradient: Tensor<Places<number>>) => Tensor<Places<number>>
}

const globalPool = (name: string, pool: Pool): Layer<readonly [], Some, Batched<readonly [number]>> => {
  const places = (x: Some): Tensor<Places<number>> => inPlaces<number, Shape>(x.shape[1], x)
  return layer<readonly [], Some, Batched<readonly [number]>, Some>({
    description: describe(name),
    inputShape: none,
    outputShape: input => {
      const shape = tensorShape(input)
      const [channels, ...rest] = shape ?? []
      return channels !== undefined && rest.length > 0
        ? right([channels])
        : left(shapeError(`${name} takes channels of one or more places, [channels, ...], found ${showShape(input)}`))
    },
    init: of([]),
    forward: (_, input) => [pool.forward(places(input)), input],
    backward: (_, input, outputGradient) => {
      const x = places(input)
      return [[], reshape(input.shape, pool.backward(x, repeatAlong([2], x.shape, outputGradient)))]
    }
  })
}

/**
 * Global average pooling: the mean of every channel of an image, or of a series with channels first.
 *
 *     forward    y[c] = 1/n Σ over all places i of x[c, i]
 *     backward   dx[c, i] = dy[c] / n
 *
 * n is the number of places of a channel. Backward needs only the shape of the input; the cache is the input.
 *
 * Source: Lin, Chen and Yan, 2013, Network In Network.
 *
 * @example pipe(convolution([1, 8, 8], 3, 4), andThen(globalAveragePool()), andThen(dense(4, 10)))
 */
export const globalAveragePool = <C extends number, R extends Shape>(): Layer<
  readonly [],
  Batched<readonly [C, ...R]>,
  Batched<readonly [C]>
> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the shape rule is in this signature
  globalPool('globalAveragePool', {
    forward: x => meanAlong([2], x),
    backward: (x, outputGradient) => scale(1 / x.shape[2], outputGradient)
  }) as unknown as Layer<readonly [], Batched<readonly [C, ...R]>, Batched<readonly [C]>>

/**
 * Global max pooling: the largest number of every channel of an image, or of a series with channels first.
 *
 *     forward    y[c] = max over all places i of x[c, i]
 *     backward   dx[c, i] = dy[c] / m where x[c, i] is the maximum, else 0
 *
 * m is the number of places that hold the maximum: equal maxima share the gradient. Backward searches for the maxima again, so the
 * input is the cache.
 *
 * @example pipe(convolution1d([2, 24], 3, 4), andThen(globalMaxPool()), andThen(dense(4, 10)))
 */
export const globalMaxPool = <C extends number, R extends Shape>(): Layer<
  readonly [],
  Batched<readonly [C, ...R]>,
  Batched<readonly [C]>
> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the shape rule is in this signature
  globalPool('globalMaxPool', {
    forward: x => maxAlong([2], x),
    backward: (x, outputGradient) => maximumGradient(x, maxOfFeatures(x), outputGradient)
  }) as unknown as Layer<readonly [], Batched<readonly [C, ...R]>, Batched<readonly [C]>>

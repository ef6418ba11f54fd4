import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { repeatAlong, reshape } from '../../algebra/Algebra.js'
import { type Shape, shapeError, showShape, tensorShape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { inPlaces, type Places } from '../normalization/places.js'

/** Channels of places whose sizes are known at run time. */
type Some = Batched<readonly [number, ...Shape]>

type Channels = Tensor<readonly [batch: number, channels: number]>

/** The two functions of a global pool, on channels of places. */
interface Pool {
  readonly forward: (x: Tensor<Places<number>>) => Channels
  readonly backward: (x: Tensor<Places<number>>, outputGradient: Tensor<Places<number>>) => Tensor<Places<number>>
}

/** Makes a layer that computes one number per channel. */
export const globalPool = (name: string, pool: Pool): Layer<readonly [], Some, Batched<readonly [number]>> => {
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

/** Examples as channels of places, so that rows of features, with one place each, and images can be treated alike. */
import { broadcast, reshape, sumOfRows, sumOverBatch, transpose } from '../../algebra/Algebra.js'
import { elementCount, type Shape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'

export type Places<C extends number> = readonly [batch: number, channels: C, places: number]

export const inPlaces = <C extends number, R extends Shape>(
  channels: C,
  x: Batched<readonly [C, ...R]>
): Tensor<Places<C>> => reshape<Places<C>>([x.shape[0], channels, elementCount(x.shape.slice(2))], x)

/** The sum over the batch and over all places. */
export const sumPerChannel = <C extends number>(channels: C, x: Tensor<Places<C>>): Tensor<readonly [C]> =>
  sumOfRows(channels, transpose(sumOverBatch<readonly [C, number]>(x)))

/** The number of every channel, at all its places. */
export const everywhere = <C extends number>(shape: Places<C>, perChannel: Tensor<readonly [C]>): Tensor<Places<C>> =>
  broadcast(shape, reshape([perChannel.shape[0], 1], perChannel))

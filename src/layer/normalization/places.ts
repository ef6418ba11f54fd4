import { broadcast, reshape, sumOfRows, sumOverBatch, transpose } from '../../algebra/Algebra.js'
import { elementCount, type Shape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'

/**
 * Shape of a batch whose examples are channels of places. An image has one place per pixel; in a row every feature is a channel
 * with one place.
 */
export type Places<C extends number> = readonly [batch: number, channels: C, places: number]

/** Reshapes a batch of rows or images to channels of places, so that both have the same axes. */
export const inPlaces = <C extends number, R extends Shape>(
  channels: C,
  x: Batched<readonly [C, ...R]>
): Tensor<Places<C>> => reshape<Places<C>>([x.shape[0], channels, elementCount(x.shape.slice(2))], x)

/** Sums every channel over the batch and over all places. */
export const sumPerChannel = <C extends number>(channels: C, x: Tensor<Places<C>>): Tensor<readonly [C]> =>
  sumOfRows(channels, transpose(sumOverBatch<readonly [C, number]>(x)))

/** Repeats the number of every channel at all its places. */
export const everywhere = <C extends number>(shape: Places<C>, perChannel: Tensor<readonly [C]>): Tensor<Places<C>> =>
  broadcast(shape, reshape([perChannel.shape[0], 1], perChannel))

/**
 * The mean and the variance of every channel of a population, from batches of it that hold m numbers per channel each.
 *
 *     mean       Σ over the batches of m · mean of the batch / Σ m
 *     variance   Σ over the batches of m · variance of the batch / Σ (m − 1)
 *
 * Where all batches are of one size this is Algorithm 2 of Ioffe and Szegedy, 2015: the mean over the batches of their means,
 * and of their variances times m / (m − 1), for the variance of a sample is too small by that.
 */
import { zip } from 'fp-ts/lib/ReadonlyArray.js'
import { add, scale, square, subtract } from '../../algebra/Algebra.js'
import { type Tensor, toArray } from '../../tensor/Tensor.js'
import { everywhere, type Places, sumPerChannel } from './places.js'

/** A number for every channel. */
export interface Population {
  readonly mean: readonly number[]
  readonly variance: readonly number[]
}

/** @throws RangeError where no batch has two numbers per channel */
export const populationOf = <C extends number>(channels: C, batches: readonly Tensor<Places<C>>[]): Population => {
  const sizes = batches.map(({ shape: [examples, , places] }) => examples * places)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total === batches.length)
    throw new RangeError(
      `batchNorm: a variance takes a batch with two numbers per channel or more, found ${batches.length} batches of one`
    )
  const sums = batches.map(batch => sumPerChannel(channels, batch))
  const squares = zip(batches, zip(sizes, sums)).map(([batch, [size, sum]]) =>
    sumPerChannel(channels, square(subtract(batch, everywhere(batch.shape, scale(1 / size, sum)))))
  )
  return {
    mean: toArray(scale(1 / total, sums.reduce(add))),
    variance: toArray(scale(1 / (total - batches.length), squares.reduce(add)))
  }
}

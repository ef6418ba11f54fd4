import { zip } from 'fp-ts/lib/ReadonlyArray.js'
import { add, scale, square, subtract } from '../../algebra/Algebra.js'
import { type Tensor, toArray } from '../../tensor/Tensor.js'
import { everywhere, type Places, sumPerChannel } from './places.js'

/** Statistics of a population for `batchNorm`: one mean and one variance per channel. */
export interface Population {
  /** Mean of every channel. */
  readonly mean: readonly number[]
  /** Variance of every channel. */
  readonly variance: readonly number[]
}

/**
 * Estimates the mean and the variance of every channel of a population from batches of it. m is how many numbers per channel a
 * batch holds.
 *
 *     mean       Σ over the batches of m · mean of the batch / Σ m
 *     variance   Σ over the batches of m · variance of the batch / Σ (m − 1)
 *
 * For batches of equal size this is Algorithm 2 of Ioffe and Szegedy, 2015: the mean of the batch means, and the mean of the
 * batch variances times m / (m − 1). The factor corrects the bias of the variance of a sample.
 *
 * @throws RangeError if no batch has two numbers per channel
 */
export const populationOf = <C extends number>(channels: C, batches: readonly Tensor<Places<C>>[]): Population => {
  const sizes = batches.map(({ shape: [examples, , places] }) => examples * places)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total === batches.length)
    throw new RangeError(
      `batchNorm: a variance needs a batch with at least 2 numbers per channel, found ${batches.length} batches with 1 number each`
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

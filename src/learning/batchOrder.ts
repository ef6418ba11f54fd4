import { type Dataset, orderOf } from '../data/Dataset.js'
import { epochOrder } from '../data/Stream.js'
import { type Seed } from '../tensor/Random.js'
import { type Value } from '../algebra/Value.js'

/** The rows of the dataset that each step of a training run takes. */
export interface BatchOrder {
  /** Number of batches in an epoch. */
  readonly stepsPerEpoch: number
  /** Whether all epochs take the same batches. */
  readonly isRepeated: boolean
  /** Number of rows in the batch of a step. */
  readonly sizeAt: (step: number) => number
  /** Row indices of the batch of a step, in the order in which the step takes them. */
  readonly rowsAt: (step: number, seed: Seed) => readonly number[]
  /** Number of steps, from this one on, whose batches have the same size. At least 1. */
  readonly alikeFrom: (step: number) => number
}

/**
 * Cuts every epoch into batches. The last batch of an epoch is smaller if the batch size does not divide the number of rows.
 * The order of a shuffled epoch only depends on the seed and the number of the epoch, so training can resume at any step.
 */
export const batchOrder = (examples: Dataset<Value, Value>, batchSize: number, shuffle: boolean): BatchOrder => {
  const { size } = examples
  const stepsPerEpoch = Math.ceil(size / batchSize)
  const sizeAt = (step: number): number => Math.min(batchSize, size - (step % stepsPerEpoch) * batchSize)

  let order = orderOf(examples)
  let shuffled: { readonly epoch: number; readonly seed: Seed } | undefined
  /** Most consecutive steps are in one epoch, so the last order is cached. */
  const orderIn = (epoch: number, seed: Seed): readonly number[] => {
    if (shuffle && (shuffled?.epoch !== epoch || shuffled.seed !== seed)) {
      shuffled = { epoch, seed }
      order = epochOrder(examples, seed, epoch)
    }
    return order
  }

  return {
    stepsPerEpoch,
    isRepeated: !shuffle,
    sizeAt,
    rowsAt: (step, seed) => {
      const place = step % stepsPerEpoch
      const first = place * batchSize
      return orderIn((step - place) / stepsPerEpoch, seed).slice(first, first + batchSize)
    },
    alikeFrom: step => (size % batchSize === 0 ? Infinity : Math.max(1, stepsPerEpoch - 1 - (step % stepsPerEpoch)))
  }
}

import { getOrElse } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Dataset, type Learner, type Params } from '../index.js'
import { type Value } from '../algebra/Value.js'
import { multiplicationsOf } from '../learning/multiplications.js'

/** Multiplications in a stride. */
const work = 3e8

/** Fixed cost of a step, in multiplications. */
const least = 7500

/**
 * Number of training steps between two checks for Ctrl-C and updates of the bar.
 *
 * A stride takes some hundredths of a second in ONNX Runtime, where a call has an overhead of one or two milliseconds, and some
 * tenths of a second in the other engines.
 */
export const strideFor = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  batchSize: number
): number => {
  const each = pipe(
    multiplicationsOf(learner, examples),
    getOrElse(() => work)
  )
  return Math.max(1, Math.floor(work / (least + each * batchSize)))
}

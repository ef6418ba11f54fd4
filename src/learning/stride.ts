import { getOrElse } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type Dataset } from '../data/Dataset.js'
import { type Learner } from './Learner.js'
import { multiplicationsOf } from './multiplications.js'

/** Multiplications in a stride. */
const work = 3e8

/** Fixed cost of a step, in multiplications. */
const least = 7500

/**
 * Number of training steps between two states that are shown to a person, for `stride` in the plan of `trajectory`: the bar and
 * Ctrl-C stay responsive, and engines that take many steps in one call stay fast.
 *
 * A stride takes some hundredths of a second in ONNX Runtime, where a call has an overhead of one or two milliseconds, and some
 * tenths of a second in the other engines.
 *
 * @example const plan = { batchSize: 32, stride: strideFor(student, examples, 32), from: 1 }
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

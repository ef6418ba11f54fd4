import { type Params, type Value } from '../algebra/Value.js'
import { type OwnKinds } from '../codec/model.js'
import { type Dataset } from '../data/Dataset.js'
import { eraseTypes } from '../layer/eraseTypes.js'
import { type Learner, requireExamples } from '../learning/Learner.js'
import { eraseLossTypes } from '../learning/Loss.js'
import { type Optimizer } from '../learning/Optimizer.js'
import { type AsyncTrajectory, type Plan } from '../learning/Trajectory.js'
import { unfolding } from '../learning/unfold.js'
import { positiveInteger } from '../tensor/range.js'
import { type Assignment, type ExamplesFile } from './Assignment.js'
import { compiled, type EngineName } from './engines.js'
import { gradientWork } from './gradient.js'
import { local } from './local.js'
import { type Pool } from './Pool.js'
import { supplyOf } from './Stepper.js'
import { stepsWork } from './steps.js'
import { synchronous } from './synchronous.js'

/** Settings of a distributed training. Those of `Plan` have the same meaning. */
export interface DistributedPlan<P extends Params> extends Omit<Plan<P>, 'engine' | 'signal'> {
  /** Number of shards of a batch, or with `localSteps` the number of replicas. The results depend on it. */
  readonly shards: number
  /**
   * Number of tasks into which the shards of a step are grouped: shards / 2ᵏ, rounded up. The results do not depend on it. Default:
   * one task per shard.
   */
  readonly tasks?: number
  /** Name of the engine of the workers. Default: `javascript`. */
  readonly engine?: EngineName
  /** Number of steps that a replica takes before the replicas are averaged. Default: synchronous steps. */
  readonly localSteps?: number
  /** Optimizer of the averaged parameters, with `localSteps`. Default: the mean of the replicas replaces the parameters. */
  readonly outer?: Optimizer
  /** File with the examples, which every worker has below its data folder. Default: the examples are sent. */
  readonly data?: ExamplesFile
  /** Folder of this file on this machine, which computes a part itself. Default: the current folder. */
  readonly dataFolder?: string
  /** Builders of custom layers, losses, optimizers and schedules, needed to send them. Default: none. */
  readonly own?: OwnKinds
  /** Cancels the training: the sequence rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** The smallest batch of an epoch. */
const smallestBatch = (size: number, batchSize: number): number => {
  const rest = size % batchSize
  return size < batchSize ? size : rest === 0 ? batchSize : rest
}

/**
 * Trains a learner on a pool: returns the lazy sequence of states that `trajectory` returns, as an `AsyncIterable`.
 *
 *     synchronous    gradient = Σ over the shards of (rows of the shard / rows of the batch) · gradient of the shard
 *                    one update of the learner's optimizer, in float64, on this machine
 *     local steps    p ← mean over the replicas of the parameters after K steps, or p ← outer(p, p − mean)
 *
 * Shards are added along a balanced tree, so the results depend on the number of shards only, never on the pool, on the number of
 * tasks, or on which machine computed what. One shard gives the bits of `trajectory` on the engine eager. `batchNorm` uses the
 * statistics of a shard, and a loss that is not a mean over the batch, such as `onClasses` with padding, counts each shard by its rows.
 *
 * With local steps, replica i of a round of K steps from step s takes the steps s + iK to s + (i + 1)K of the trajectory, all from
 * the same parameters and the same memory of the optimizer. Both are averaged. With `outer: nesterov(0.7, 0.9)` this is DiLoCo (Douillard et
 * al., 2023). The memory of the outer optimizer is `outer` of the state.
 *
 * The sequence rejects with an error of one line if the pool fails. It can be resumed from any of its states.
 *
 * @throws RangeError if a number of the plan is not a positive integer, a batch has fewer examples than there are shards, or the shards
 * cannot be grouped into this number of tasks; and as `trajectory`
 * @example
 * const states = distribute(here)(student, examples, { batchSize: 4, shards: 2, from: 42 }) // or threads({ workers: 2 })
 * const trained = await pipe(states, train(10))()
 */
export const distribute =
  (pool: Pool) =>
  <P extends Params, A extends Value, B extends Value, T extends Value>(
    learner: Learner<P, A, B, T>,
    examples: Dataset<A, T>,
    plan: DistributedPlan<P>
  ): AsyncTrajectory<P> => {
    const {
      shards,
      tasks,
      engine = 'javascript',
      localSteps,
      outer,
      data,
      dataFolder = '.',
      own = {},
      signal,
      from,
      ...schedule
    } = plan
    const { batchSize = 32, shuffle = true } = schedule
    const site = { own, dataFolder }
    positiveInteger('distribute: shards', shards)
    if (localSteps !== undefined) positiveInteger('distribute: localSteps', localSteps)
    const { inputs, targets, size } = examples
    const smallest = smallestBatch(size, batchSize)
    if (localSteps === undefined && smallest < shards)
      throw new RangeError(
        `distribute: every shard must have an example, found ${shards} shards and a batch of ${smallest} examples`
      )
    const assignment: Assignment = {
      network: eraseTypes(learner.network),
      loss: eraseLossTypes(learner.loss),
      optimizer: learner.optimizer,
      examples: data ?? { inputs, targets, size },
      engine,
      batchSize,
      shuffle
    }
    requireExamples(learner, examples)
    positiveInteger('distribute: batchSize', batchSize)
    const stepsPerEpoch = Math.ceil(size / batchSize)
    const { later } = unfolding('distribute', learner, stepsPerEpoch, { ...schedule, from, engine: compiled, signal })
    if (localSteps === undefined) {
      const send = pool.run(gradientWork(site))(assignment)
      const stepper = synchronous(learner, send, { shards, tasks: tasks ?? shards })
      return later(state => supplyOf(stepper(state), signal))
    }
    const send = pool.run(stepsWork(site))(assignment)
    const settings = outer === undefined ? { shards, localSteps } : { shards, localSteps, outer }
    const stepper = local(learner, send, settings, stepsPerEpoch)
    return later(state => supplyOf(stepper(state), signal))
  }

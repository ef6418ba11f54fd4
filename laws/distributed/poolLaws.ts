import { type Either, isLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Params, sameValue } from '../../src/algebra/Value.js'
import { distribute } from '../../src/distributed/distribute.js'
import { type EngineName } from '../../src/distributed/engines.js'
import { gradientWork, type Slope } from '../../src/distributed/gradient.js'
import { here } from '../../src/distributed/here.js'
import { type Pool } from '../../src/distributed/Pool.js'
import { stepsWork } from '../../src/distributed/steps.js'
import { nesterov } from '../../src/learning/optimizer/nesterov.js'
import { train } from '../../src/learning/states/train.js'
import { trajectory } from '../../src/learning/Training.js'
import { initialState, type TrainingState } from '../../src/learning/TrainingState.js'
import { fails, type Finding, holds, skipped } from '../law/Law.js'
import { type LaterLaw, laterOver } from '../law/later.js'
import { everyOptimizer, type Job, learnerOf, ofJobs } from './Job.js'

type State = TrainingState<Params>

/** All of a state, bit for bit. */
const same = (one: State, other: State): boolean =>
  sameValue([one.params, one.memory, one.outer ?? []], [other.params, other.memory, other.outer ?? []]) &&
  one.step === other.step &&
  Object.is(one.loss, other.loss) &&
  Object.is(one.stepLoss, other.stepLoss)

const compared = (what: string, one: State, other: State): Finding => {
  if (!Number.isFinite(one.loss)) return skipped('training that diverges')
  return same(one, other)
    ? holds()
    : fails(`${what}: at step ${one.step} the state differs (loss ${one.loss} and ${other.loss})`)
}

const sameSlopes = (one: Either<string, readonly Slope[]>, other: Either<string, readonly Slope[]>): boolean => {
  if (isLeft(one) || isLeft(other)) return isLeft(one) && isLeft(other) && one.left === other.left
  return (
    one.right.length === other.right.length &&
    one.right.every(({ gradient, loss }, i) => {
      const found = other.right[i]
      return found !== undefined && Object.is(loss, found.loss) && sameValue(gradient, found.gradient)
    })
  )
}

/** The type of `distribute`. The laws of pools take another one, such as a wrong one that they must reject. */
export type Distribute = typeof distribute

/** Settings of `poolLaws`. */
export interface PoolLawsSettings {
  /** Trains on a pool. Default: `distribute`. */
  readonly train?: Distribute
  /** Engine of the workers, with the bits of the eager engine. Default: `eager`. */
  readonly engine?: EngineName
}

/**
 * The laws of a pool, and of training on it.
 *
 *     pool          pool.run(work)(job)(state)(parts) = parts.map(work.run(job)(state)), also for states that are sent at once
 *     one shard     one shard gives the bits of `trajectory`, and so does one replica
 *     tasks         1, 2, 4, …, S tasks of S shards give the same bits
 *     resumption    n steps, then m steps give the bits of n + m steps, also with local steps and an outer optimizer
 *     stride        the states of a training do not depend on the stride
 *
 * Together the draws cover every optimizer and schedule, noise, shuffled data and a smaller batch at the end of an epoch.
 *
 * @param pool the pool, whose workers know the works of this library
 * @example const { holds } = await verifyLater(poolLaws(threads({ workers: 2 })))()
 */
export const poolLaws = (
  pool: Pool,
  { train: distributed = distribute, engine = 'eager' }: PoolLawsSettings = {}
): readonly LaterLaw[] => {
  const law = laterOver(ofJobs)
  const onPool = distributed(pool)
  const plan = (job: Job, from: number | State = job.seed) => {
    const { batchSize, shuffle, shards } = job
    return { batchSize, shuffle, shards, engine, from, stride: job.stride }
  }
  const run = (job: Job, strides: number, change: object = {}, from?: number | State): Promise<State> =>
    train(strides)(onPool(learnerOf(job), job.examples, { ...plan(job, from), ...change }))()
  const oneProcess = (job: Job): State => {
    const { batchSize, shuffle, stride, seed, n } = job
    return train(n)(trajectory(learnerOf(job), job.examples, { batchSize, shuffle, stride, from: seed }))
  }

  const equalsHere = (job: Job) => async (): Promise<Finding> => {
    const { network, loss, optimizer } = learnerOf(job)
    const { examples, batchSize, shuffle, shards } = job
    const assignment = { network, loss, optimizer, examples, engine, batchSize, shuffle }
    const states = [job.seed, job.seed ^ 1].map(seed => initialState(learnerOf(job), seed))
    const requests = states.map(({ params, seed }) => ({
      params,
      parts: Array.from({ length: shards }, (_, first) => ({ step: job.n, seed, first, count: 1, of: shards }))
    }))
    const results = async (tried: Pool) => {
      const withJob = tried.run(gradientWork())(assignment)
      return Promise.all(requests.map(({ params, parts }) => withJob(params)(parts)()))
    }
    const [expected, found] = [await results(here), await results(pool)]
    if (!expected.every((one, i) => sameSlopes(one, found[i] ?? right([]))))
      return fails(`a result differs from that of this process (${describeLeft(found)})`)
    const none = await pool.run(stepsWork())(assignment)({ params: [], memory: [], rateFactor: 1 })([])()
    return isLeft(none) || none.right.length > 0 ? fails('no parts must give no results') : holds(2)
  }

  return [
    law('pool: here', 'every pool gives the results of this process, in the order of the parts', equalsHere),
    law(
      'pool: one shard',
      'one shard, or one replica, gives the bits of training in this process',
      job => async () => {
        const expected = oneProcess(job)
        const shard = compared('one shard', expected, await run(job, job.n, { shards: 1 }))
        if (shard.outcome !== 'holds') return shard
        return compared('one replica', expected, await run(job, job.n, { shards: 1, localSteps: 1 }))
      },
      [...everyOptimizer, 'noise', 'a smaller batch']
    ),
    law(
      'pool: tasks',
      'the number of tasks does not change the bits',
      job => async () => {
        const one = await run(job, job.n)
        for (let size = 2; size < 2 * job.shards; size *= 2) {
          const found = compared('in groups', one, await run(job, job.n, { tasks: Math.ceil(job.shards / size) }))
          if (found.outcome !== 'holds') return found
        }
        return holds()
      },
      ['several shards']
    ),
    law('pool: resumption', 'n steps, then m steps give the bits of n + m steps', job => async () => {
      for (const change of [{}, { localSteps: job.m }, { localSteps: job.m, outer: nesterov(0.7, 0.9) }]) {
        const whole = await run(job, job.n + job.m, change)
        const resumed = await run(job, job.m, change, await run(job, job.n, change))
        const found = compared('resumed', whole, resumed)
        if (found.outcome !== 'holds') return found
      }
      return holds(3)
    }),
    law('pool: stride', 'the states do not depend on the stride', job => async () => {
      const { n, m } = job
      return compared('with another stride', await run({ ...job, stride: n }, m), await run({ ...job, stride: m }, n))
    })
  ]
}

const describeLeft = (found: readonly Either<string, unknown>[]): string =>
  pipe(
    found.flatMap(one => (isLeft(one) ? [one.left] : [])),
    lines => (lines.length === 0 ? 'other numbers' : lines.join('; '))
  )

import { type Either, isLeft, left, right, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type BullmqPool, bullmqPool } from '../../distributed/bullmq/pool.js'
import { distribute, type DistributedPlan } from '../../distributed/distribute.js'
import { type EngineName, engineNames } from '../../distributed/engines.js'
import { type Pool, poolError } from '../../distributed/Pool.js'
import { threads } from '../../distributed/threads.js'
import { type AsyncTrajectory, nesterov, type Params } from '../../index.js'
import { badData, type Failure, usage } from '../Command.js'
import { flag, type Given, option, optional } from '../Option.js'
import { type Terminal } from '../Terminal.js'
import { lawsModule, threadScript } from '../threadScript.js'
import { positiveInteger, positiveNumber, text } from '../Written.js'
import { type Job } from './job.js'

/** Options of commands that can use a pool. */
export const ofPool = {
  redis: flag('use the workers of a queue in Redis, whose address is PULLBACK_REDIS. Default: redis://127.0.0.1:6379'),
  queue: option(text('a name'), { text: 'with --redis: name of the queue', fallback: 'pullback' }),
  anyBits: flag('with --redis: accept workers whose results differ in their last bits'),
  threads: optional(positiveInteger, { text: 'use this number of threads of this machine' })
}

/** Options of a distributed training. */
export const ofDistribution = {
  ...ofPool,
  shards: optional(positiveInteger, {
    text: 'number of shards of a batch, or of replicas with --local-steps. Default with --redis or --threads: 4'
  }),
  tasks: optional(positiveInteger, {
    text: 'number of tasks of a step; each has 2, 4, 8, … shards. Changes the speed only. Default: one per shard'
  }),
  localSteps: optional(positiveInteger, {
    text: 'number of steps that each replica takes before the replicas are averaged. Default: every step is shared'
  }),
  outerRate: optional(positiveNumber, {
    text: 'with --local-steps: learning rate of Nesterov momentum on the averaged parameters, as in DiLoCo (0.7). Default: the plain average'
  })
}

type Asked = Given<typeof ofDistribution>

/** How a training is distributed. */
export type Distribution = Pick<DistributedPlan<Params>, 'shards' | 'tasks' | 'localSteps' | 'outer'>

/** The distribution that the options ask for; `undefined` for a training in this process. */
export const distributionOf = ({
  redis,
  threads,
  shards,
  tasks,
  localSteps,
  outerRate
}: Asked): Either<Failure, Distribution | undefined> => {
  if (redis && threads !== undefined) return left(usage('--redis and --threads exclude each other'))
  if (outerRate !== undefined && localSteps === undefined) return left(usage('--outer-rate needs --local-steps'))
  const needing = Object.entries({ shards, tasks, localSteps }).find(([, value]) => value !== undefined)
  if (!redis && threads === undefined)
    return needing === undefined
      ? right(undefined)
      : left(usage('--shards, --tasks and --local-steps need --redis or --threads'))
  return right({
    shards: shards ?? 4,
    ...(tasks === undefined ? {} : { tasks }),
    ...(localSteps === undefined ? {} : { localSteps }),
    ...(outerRate === undefined ? {} : { outer: nesterov(outerRate, 0.9) })
  })
}

/** The settings of a distribution that change the bits, as a checkpoint stores them. Empty for a training in this process. */
export const bitsOfDistribution = (distribution: Distribution | undefined): Readonly<Record<string, string>> => ({
  shards: String(distribution?.shards ?? ''),
  localSteps: String(distribution?.localSteps ?? ''),
  outerRate: String(distribution?.outer?.learningRate(0) ?? '')
})

const closing = (pool: Pool | BullmqPool): TE.TaskEither<never, void> =>
  'close' in pool ? TE.fromTask(pool.close) : TE.right(undefined)

/** Uses the pool that the options ask for, and closes it in the end. */
export const withPool =
  <A>(
    { redis, queue, anyBits, threads: count }: Given<typeof ofPool>,
    use: (pool: Pool | undefined) => TE.TaskEither<Failure, A>
  ) =>
  ({ writeError }: Terminal): TE.TaskEither<Failure, A> => {
    const acquire: TE.TaskEither<Failure, Pool | undefined> = async () => {
      if (!redis)
        return right(
          count === undefined ? undefined : threads({ workers: count, script: threadScript, lateModules: lawsModule() })
        )
      const pool = bullmqPool({ queue, anyBits, tell: line => writeError(`Workers: ${line}\n`)() })
      const ready = await pool.ready()
      return isLeft(ready) ? left(badData(ready.left)) : right(pool)
    }
    return TE.bracket(acquire, use, pool => (pool === undefined ? TE.right(undefined) : closing(pool)))
  }

/** The engine of the workers: the same as in this process. */
export const engineOf = (name: string): EngineName => engineNames.find(known => known === name) ?? 'javascript'

/** The states of a distributed training. Ctrl-C makes them reject, because a pool without workers never answers. */
export const distributed = (
  pool: Pool,
  { learner, training }: Job,
  plan: Omit<DistributedPlan<Params>, 'engine' | 'signal' | 'from'> & Pick<DistributedPlan<Params>, 'from'>,
  engine: string,
  { interrupted }: Terminal
): Either<Failure, AsyncTrajectory<Params>> =>
  pipe(
    tryCatch(
      () => {
        const controller = new AbortController()
        const timer = setInterval(() => {
          if (!interrupted()) return
          clearInterval(timer)
          controller.abort(poolError('interrupted'))
        }, 100)
        timer.unref()
        const { signal } = controller
        return distribute(pool)(learner, training, { ...plan, engine: engineOf(engine), signal })
      },
      error => usage(error instanceof Error ? error.message : String(error))
    )
  )

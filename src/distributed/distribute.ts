import { isLeft } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { scale, subtract } from '../algebra/Algebra.js'
import { addValues, cutParams, formed, mapValues, type Params, type Value, zipValues } from '../algebra/Value.js'
import { type OwnKinds } from '../codec/model.js'
import { type Dataset } from '../data/Dataset.js'
import { type TensorFunction } from '../engine/Engine.js'
import { parametersOf } from '../layer/Description.js'
import { eraseTypes } from '../layer/eraseTypes.js'
import { type Learner, requireExamples, type State } from '../learning/Learner.js'
import { eraseLossTypes } from '../learning/Loss.js'
import { type Optimizer } from '../learning/Optimizer.js'
import { type Stepped, type StepProgram } from '../learning/StepProgram.js'
import { type TrainingState } from '../learning/TrainingState.js'
import { type AsyncTrajectory, type Plan } from '../learning/Trajectory.js'
import { type Supply, unfolding } from '../learning/unfold.js'
import { positiveInteger } from '../tensor/range.js'
import { sameShape, shapeError } from '../tensor/Shape.js'
import { type AnyTensor, scalar } from '../tensor/Tensor.js'
import { type Assignment, type ExamplesFile } from './Assignment.js'
import { compiled, type EngineName } from './engines.js'
import { addSlopes, gradientWork, type Shards, type Slope } from './gradient.js'
import { type Pool, poolError } from './Pool.js'
import { type Steps, stepsWork } from './steps.js'
import { treeSum } from './treeSum.js'

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

/** Requires a number of tasks that groups of 2ᵏ shards can have. Returns the size of a group. */
const groupSize = (shards: number, tasks: number): number => {
  positiveInteger('distribute: tasks', tasks)
  const possible: number[] = []
  for (let size = 1; ; size *= 2) {
    const found = Math.ceil(shards / size)
    if (found === tasks) return size
    possible.push(found)
    if (found === 1) break
  }
  throw new RangeError(`distribute: ${shards} shards can have ${possible.join(', ')} tasks, found ${tasks}`)
}

/** A call of the pool. */
type Call<R> = TaskEither<string, readonly R[]>

/** Waits for the answer of the pool, or for an abort: a pool without workers never answers. */
const answered = <R>(call: Call<R>, signal: AbortSignal | undefined): Promise<readonly R[]> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal?.reason instanceof Error ? signal.reason : poolError('aborted'))
    signal?.addEventListener('abort', abort)
    void call().then(found => {
      signal?.removeEventListener('abort', abort)
      if (isLeft(found)) reject(poolError(found.left))
      else resolve(found.right)
    }, reject)
  })

/** How a training takes steps on a pool. */
interface Stepper<P extends Params, R> {
  /** Number of steps of the next call. */
  readonly stepsOf: (state: State<P>) => number
  readonly call: (state: State<P>, steps: number) => Call<R>
  /** The call of the update, in this process. */
  readonly update: (
    answer: readonly R[],
    state: State<P>
  ) => Pick<StepProgram<P>, 'program' | 'stepped'> & { readonly inputs: readonly AnyTensor[] }
}

/** Reads an answer of the pool before every update. */
const supplyOf = <P extends Params, R>(
  { stepsOf, call, update }: Stepper<P, R>,
  signal: AbortSignal | undefined
): Supply<P, void | Promise<void>> => {
  let known: { readonly step: number; readonly answer: readonly R[] } | undefined
  return {
    next: state => {
      const steps = stepsOf(state)
      if (known?.step === state.step) return { ...update(known.answer, state), steps }
      return {
        read: async () => {
          known = { step: state.step, answer: await answered(call(state, steps), signal) }
        }
      }
    },
    close: () => undefined
  }
}

/** Steps whose gradient is the sum over the shards of the batch. The coordinator updates the parameters, in float64. */
const synchronous = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { optimizer, network }: Learner<P, A, B, T>,
  sent: (params: Params) => (parts: readonly Shards[]) => Call<Slope>,
  { shards, tasks }: { readonly shards: number; readonly tasks: number }
): ((like: State<P>) => Stepper<P, Slope>) => {
  const count = groupSize(shards, tasks)
  const groups = Array.from({ length: tasks }, (_, i) => i * count)
  const descend = optimizer.update(parametersOf(network.description))
  return like => {
    const atMemory = 1 + like.params.length
    const atGradient = atMemory + like.memory.length
    const program: TensorFunction = (...given) => {
      const [rate] = formed([scalar(0)] as const, given)
      const [params, memory] = descend(
        rate,
        cutParams(given, atMemory, atGradient),
        formed(like.params, given, 1),
        formed(like.params, given, atGradient)
      )
      return [...params, ...memory]
    }
    return {
      stepsOf: () => 1,
      call: ({ params, step, seed }) => sent(params)(groups.map(first => ({ step, seed, first, count, of: shards }))),
      update: (slopes, { rateFactor, step, params, memory }) => {
        const { gradient, loss } = treeSum(addSlopes)(slopes)
        return {
          program,
          inputs: [scalar(rateFactor * optimizer.learningRate(step)), ...params, ...memory, ...gradient],
          stepped: results => ({
            params: formed(like.params, results),
            memory: formed(like.memory, results, like.params.length),
            losses: [loss]
          })
        }
      }
    }
  }
}

const mean = (all: readonly Params[]): Params => {
  const sum = treeSum<Params>(addValues)(all)
  return all.length === 1 ? sum : mapValues(x => scale(1 / all.length, x))(sum)
}

/** Requires the memory of this outer optimizer. */
const outerMemory = <P extends Params>(
  outer: Optimizer,
  network: Learner<P, Value, Value, Value>['network'],
  found: Params | undefined
): Params => {
  const expected = outer.init(parametersOf(network.description))
  if (found === undefined) return expected
  const fits =
    found.length === expected.length && found.every(({ shape }, i) => sameShape(shape, expected[i]?.shape ?? []))
  if (!fits) throw shapeError('distribute: the state to start from has the memory of another outer optimizer')
  return found
}

/** Losses of a round, which is not taken again: if one is not finite, the last one is not. */
const withFaultLast = (losses: readonly number[]): readonly number[] =>
  losses.every(Number.isFinite)
    ? losses
    : losses.map((loss, i) => (i === losses.length - 1 ? NaN : Number.isFinite(loss) ? loss : 0))

/**
 * Rounds of local steps. A round stays within an epoch, and every replica takes the same number of steps, so the round is shorter
 * at the end of an epoch.
 */
const local = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { network }: Learner<P, A, B, T>,
  sent: (state: State<P>) => (parts: readonly Steps[]) => Call<Stepped<Params>>,
  { shards, localSteps, outer }: Pick<DistributedPlan<P>, 'shards' | 'outer'> & { readonly localSteps: number },
  stepsPerEpoch: number
): ((like: TrainingState<P>) => Stepper<P, Stepped<Params>>) => {
  const descend = outer?.update(parametersOf(network.description))
  return like => {
    let remembered = like.outer
    return {
      stepsOf: ({ step }) => {
        const rest = stepsPerEpoch - (step % stepsPerEpoch)
        return rest < shards ? rest : shards * Math.min(localSteps, Math.floor(rest / shards))
      },
      call: (state, steps) => {
        const replicas = Math.min(shards, steps)
        const count = steps / replicas
        const { seed, step } = state
        return sent(state)(Array.from({ length: replicas }, (_, i) => ({ seed, step: step + i * count, count })))
      },
      update: (replicas, { params, step }) => {
        const average = formed(like.params, mean(replicas.map(({ params }) => params)))
        const memory = mean(replicas.map(({ memory }) => memory))
        const losses = withFaultLast(replicas.flatMap(({ losses }) => Array.from(losses)))
        return {
          program: (...given) => given,
          inputs: [...average, ...memory],
          stepped: results => {
            const averaged = formed(like.params, results)
            if (outer === undefined || descend === undefined) return { params: averaged, memory, losses }
            const [moved, next] = descend(
              outer.learningRate(step),
              outerMemory(outer, eraseTypes(network), remembered),
              params,
              zipValues(subtract)(params, averaged)
            )
            remembered = next
            return { params: moved, memory, outer: next, losses }
          }
        }
      }
    }
  }
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

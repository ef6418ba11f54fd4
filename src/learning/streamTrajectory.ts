import { batchSizeOf, exampleShape, type Params, tensorsOf, type Value } from '../algebra/Value.js'
import { type Example } from '../data/Dataset.js'
import { type AnyStream, type AsyncStream } from '../data/Stream.js'
import { type AsyncEngine, eager, type Engine } from '../engine/Engine.js'
import { requireRecord } from '../layer/requirements.js'
import { sameShape, shapeError, type Shapes } from '../tensor/Shape.js'
import { type Learner, requireExamples, type State } from './Learner.js'
import { type BatchProgram, stepsOnBatches } from './stepsOnBatches.js'
import { type AsyncTrajectory, type Plan, type Trajectory } from './Trajectory.js'
import { type Supply, unfolding } from './unfold.js'

/** Settings of a training on a stream. */
export interface StreamPlan<P extends Params, E extends Engine | AsyncEngine = Engine, D = unknown> extends Pick<
  Plan<P, E>,
  'stride' | 'alsoEvery' | 'engine' | 'from'
> {
  /** Cancels a training on an `AsyncEngine` or an `AsyncStream`: the sequence rejects with the signal's reason. */
  readonly signal?: E extends AsyncEngine ? AbortSignal : D extends { readonly isAsync: true } ? AbortSignal : never
}

/** The type of trajectory on an engine of type `E` and a stream of type `D`. */
export type StreamTrajectoryOn<E, D, P extends Params> = E extends AsyncEngine
  ? AsyncTrajectory<P>
  : D extends { readonly isAsync: true }
    ? AsyncTrajectory<P>
    : Trajectory<P>

/** A batch and the shape of its examples. */
interface Found<A extends Value, T extends Value> {
  readonly batch: Example<A, T>
  readonly shape: Shapes
}

/** The error of a stream whose sequence of batches ends. */
const ended = (): RangeError =>
  new RangeError('streamTrajectory: the batches of a stream must not end: make the stream with stream or asyncStream')

/** Number of batches at the beginning of a list that have the shape of the first. */
const alike = (found: readonly Found<Value, Value>[]): number => {
  const [first] = found
  const other = found.findIndex(({ shape }) => !sameShape(shape, first?.shape ?? []))
  return other === -1 ? found.length : other
}

/**
 * Trains a learner on a stream of batches: returns the lazy sequence of states that `trajectory` returns, one after every epoch of
 * the stream, or after each `stride` steps.
 *
 * A batch is read when a step needs it, and is not kept, so the data can be larger than memory. The engine compiles the step once
 * for every shape of batches, and runs up to 50 steps per call. Running n steps and then m gives the same bits as n + m, if the
 * stream gives the same batches for the same seed. On an `AsyncStream` or an `AsyncEngine` the sequence is an `AsyncIterable`.
 *
 * @param learner the learner
 * @param stream the batches: `stream`, `asyncStream` or `batchStream` makes one
 * @param plan settings. `from`, an integer seed or a state, is required. Defaults: `stride` one epoch of the stream, `engine` eager.
 * @throws RangeError if a number of the plan is not a positive integer or the seed is not an integer, TypeError if an argument has
 * the wrong kind
 * @throws ShapeError while it is consumed, if a batch does not fit the network or the loss
 * @example pipe(streamTrajectory(student, stream(() => batches(2)(data)), { stride: 10, from: 1 }), train(3))
 */
export function streamTrajectory<
  P extends Params,
  A extends Value,
  B extends Value,
  T extends Value,
  D extends AnyStream<A, T>,
  E extends Engine | AsyncEngine = Engine
>(learner: Learner<P, A, B, T>, stream: D, plan: StreamPlan<P, E, D>): StreamTrajectoryOn<E, D, P>
export function streamTrajectory<P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  stream: AnyStream<A, T>,
  { engine = eager, ...settings }: StreamPlan<P, Engine | AsyncEngine, AsyncStream<A, T>>
): Trajectory<P> | AsyncTrajectory<P> {
  requireRecord('streamTrajectory takes a learner, such as learner(network, loss, optimizer)', 'network', learner)
  requireRecord('streamTrajectory takes a stream, such as batchStream(32)(examples)', 'stepsPerEpoch', stream)

  /** The steps on the batches that have been read. `read` reads the next batch and passes it on. */
  const supplying = <R>(
    from: State<P>,
    read: (add: (batch: Example<A, T>) => void) => R,
    close: () => R
  ): Supply<P, R> => {
    let waiting: Found<A, T>[] = []
    let place = from.step
    let last: Shapes | undefined
    let program: BatchProgram<P, A, T> | undefined
    const add = (batch: Example<A, T>): void => {
      const [inputs, targets] = batch
      const sizes = new Set(tensorsOf([inputs, targets]).map(({ shape }) => shape[0] ?? 1))
      if (sizes.size > 1)
        throw shapeError(`A batch must have one target per input, found ${[...sizes].join(' and ')} rows`)
      const size = batchSizeOf(inputs)
      const shape = [[size], exampleShape(inputs), exampleShape(targets)]
      if (last === undefined || !sameShape(last, shape)) requireExamples(learner, { size, inputs, targets })
      last = shape
      waiting.push({ batch, shape })
    }
    return {
      next: (state, most) => {
        waiting = waiting.slice(state.step - place)
        place = state.step
        const reading = { read: () => read(add) }
        const [first] = waiting
        if (first === undefined) return reading
        program ??= stepsOnBatches(learner, engine.stepsPerCall ?? 'many', first.batch, from)
        const { mostSteps, inputs } = program
        // Calls of the same number of steps, so that few programs are compiled.
        const wanted = Math.ceil(most / Math.ceil(most / mostSteps))
        const ready = alike(waiting)
        if (ready === waiting.length && ready < wanted) return reading
        const steps = Math.min(ready, wanted)
        const batches = waiting.slice(0, steps).map(({ batch }) => batch)
        return { ...program, steps, inputs: inputs(state, batches) }
      },
      close
    }
  }

  const { now, later } = unfolding('streamTrajectory', learner, stream.stepsPerEpoch, { ...settings, engine })
  if (stream.isAsync)
    return later(state => {
      const batches = stream.from(state.step, state.seed)[Symbol.asyncIterator]()
      return supplying(
        state,
        async add => {
          const next = await batches.next()
          if (next.done === true) throw ended()
          add(next.value)
        },
        async () => {
          await batches.return?.()
        }
      )
    })
  const supplyFrom = (state: State<P>): Supply<P, void> => {
    const batches = stream.from(state.step, state.seed)[Symbol.iterator]()
    return supplying(
      state,
      add => {
        const next = batches.next()
        if (next.done === true) throw ended()
        add(next.value)
      },
      () => {
        batches.return?.()
      }
    )
  }
  return engine.isAsync === true ? later(supplyFrom) : now(engine, supplyFrom)
}

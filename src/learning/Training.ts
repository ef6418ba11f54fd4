import { identity } from 'fp-ts/lib/function.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type Dataset } from '../data/Dataset.js'
import { type AsyncEngine, eager, type Engine } from '../engine/Engine.js'
import { integer, positiveInteger } from '../tensor/range.js'
import { shown } from '../tensor/shown.js'
import { batchOrder } from './batchOrder.js'
import { drive, driveAsync, type Turns } from './drive.js'
import { type Learner, requireExamples } from './Learner.js'
import { meanLoss } from './meanLoss.js'
import { programFor } from './programFor.js'
import { initialState, type TrainingState } from './TrainingState.js'
import { type AsyncTrajectory, type Plan, type Trajectory, type TrajectoryOn } from './Trajectory.js'

/** Requires a seed or a state, where training starts. JavaScript callers may pass neither. */
const checked = <P extends Params>(start: Plan<P>['from'] | null | undefined): Plan<P>['from'] => {
  if (typeof start === 'number') return integer('trajectory: from', start)
  if (typeof start === 'object' && start !== null) return start
  throw new TypeError(`trajectory: from must be a seed, such as 42, or a state, found ${shown(start)}`)
}

/**
 * Trains a learner: returns a lazy sequence of immutable states, one after each epoch, or after each `stride` steps.
 *
 * Nothing runs until a state is requested. Running n steps and then m gives the same bits as n + m, so progress bars, early
 * stopping and checkpoints only need to read or transform the sequence. It ends with the first state whose loss is not finite,
 * and otherwise never: limit it with `train`, `take`, `until` or `earlyStopping`.
 *
 * On an `AsyncEngine` the sequence is an `AsyncIterable` of the same states. A `break` in a `for await` loop ends it. The
 * plan's `signal` makes it reject with the signal's reason. An abort first lets the running call of the engine finish (at most
 * one stride, and at most 4,000 steps), so no work is left behind.
 *
 * @param learner the learner
 * @param examples the examples to train on
 * @param plan settings. `from`, an integer seed or a state, is required. Defaults: `batchSize` 32, `shuffle` true, `stride` one
 * epoch, `engine` eager.
 * @throws ShapeError if the examples do not fit the network or the loss, RangeError if a number of the plan is not a positive
 * integer or the seed is not an integer, TypeError if `from` is neither a number nor a state, or the first two arguments are
 * not a learner and a dataset
 * @example pipe(trajectory(student, examples, { batchSize: 20, from: 1 }), train(100))
 */
export function trajectory<
  P extends Params,
  A extends Value,
  B extends Value,
  T extends Value,
  E extends Engine | AsyncEngine = Engine
>(learner: Learner<P, A, B, T>, examples: Dataset<A, T>, plan: Plan<P, E>): TrajectoryOn<E, P>
export function trajectory<P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  { batchSize = 32, shuffle = true, stride, alsoEvery, engine = eager, signal, from }: Plan<P, Engine | AsyncEngine>
): Trajectory<P> | AsyncTrajectory<P> {
  requireExamples(learner, examples)
  positiveInteger('trajectory: batchSize', batchSize)
  const stepsPerEpoch = Math.ceil(examples.size / batchSize)
  const stepsPerState = positiveInteger('trajectory: stride', stride === undefined ? stepsPerEpoch : stride)
  if (alsoEvery !== undefined) positiveInteger('trajectory: alsoEvery', alsoEvery)
  const stepsToNextState = (step: number): number =>
    alsoEvery === undefined ? stepsPerState : Math.min(stepsPerState, alsoEvery - (step % alsoEvery))

  type From = Plan<P>['from']
  type Change = (state: TrainingState<P>) => TrainingState<P>

  function* unfold(from: From, change: Change): Turns<TrainingState<P>> {
    let state = typeof from === 'number' ? initialState(learner, from) : from
    const order = batchOrder(examples, batchSize, shuffle)
    const { program, inputs, stepped, mostSteps } = programFor(engine, learner, examples, state)
    do {
      let end = state.step + stepsToNextState(state.step)
      while (state.step < end && Number.isFinite(state.loss)) {
        const { step, rateFactor, seed, plateau } = state
        const steps = Math.min(end - step, mostSteps, order.alikeFrom(step))
        const { params, memory, losses } = stepped(yield { program, inputs: inputs(state, order, steps) })
        const mean = meanLoss(state.loss, step, losses, stepsPerEpoch)
        if (mean.steps < steps) {
          // Discard the steps after the first loss that is not finite: run the call again, up to that step.
          end = step + mean.steps
          continue
        }
        const reached = step + steps
        state = {
          params,
          memory,
          rateFactor,
          step: reached,
          stepLoss: losses[steps - 1] ?? NaN,
          loss: mean.loss,
          epoch: reached / stepsPerEpoch,
          seed,
          plateau
        }
      }
      state = change(state)
      yield { state }
    } while (Number.isFinite(state.loss))
  }

  const variants = <Self>(at: (from: From, change: Change) => Self, from: From, change: Change) => ({
    from: (other: From): Self => at(checked(other), change),
    adjust: (next: Change): Self => at(from, state => next(change(state)))
  })
  if (engine.isAsync === true) {
    const driven = driveAsync(engine, signal)
    const at = (from: From, change: Change): AsyncTrajectory<P> => ({
      [Symbol.asyncIterator]: () => driven(unfold(from, change)),
      ...variants(at, from, change)
    })
    return at(checked(from), identity)
  }
  const driven = drive(engine)
  const at = (from: From, change: Change): Trajectory<P> => ({
    [Symbol.iterator]: () => driven(unfold(from, change)),
    ...variants(at, from, change)
  })
  return at(checked(from), identity)
}

import { identity } from 'fp-ts/lib/function.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type Dataset } from '../data/Dataset.js'
import { integer, positiveInteger } from '../tensor/range.js'
import { shown } from '../tensor/shown.js'
import { type BatchOrder, batchOrder } from './batchOrder.js'
import { type Turns } from './drive.js'
import { type Learner, requireExamples } from './Learner.js'
import { meanLoss } from './meanLoss.js'
import { type Stepped } from './StepProgram.js'
import { initialState, type TrainingState } from './TrainingState.js'
import { type AsyncTrajectory, type Plan, type Trajectory } from './Trajectory.js'

/** How a training takes its steps: by calls that a driver answers. */
export interface Stepper<P extends Params, C, R> {
  /** Number of steps of the next call. At least 1. `end` is the step at which the next state is due; the call may pass it. */
  readonly stepsOf: (state: TrainingState<P>, order: BatchOrder, end: number) => number
  /** The call that takes these steps. */
  readonly call: (state: TrainingState<P>, order: BatchOrder, steps: number) => C
  /** Reads the answer. */
  readonly stepped: (answer: R, state: TrainingState<P>) => Stepped<P>
  /** Whether steps can be taken again up to the first loss that is not finite. */
  readonly canStopWithin: boolean
}

/** The settings of a plan that say when steps are taken and states are due. */
export type Schedule<P extends Params> = Pick<Plan<P>, 'batchSize' | 'shuffle' | 'stride' | 'alsoEvery'>

type From<P extends Params> = Plan<P>['from']
type Change<P extends Params> = (state: TrainingState<P>) => TrainingState<P>

/**
 * Training as an unfold of states: the part of `trajectory` that does not depend on what runs the steps.
 *
 * @param stepper makes the stepper of one run, from any state of the learner
 * @throws as `trajectory`
 */
export const unfolding = <P extends Params, A extends Value, B extends Value, T extends Value, C, R>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  { batchSize = 32, shuffle = true, stride, alsoEvery }: Schedule<P>,
  stepper: (like: TrainingState<P>) => Stepper<P, C, R>
): ((from: From<P>, change: Change<P>) => Turns<TrainingState<P>, C, R>) => {
  requireExamples(learner, examples)
  positiveInteger('trajectory: batchSize', batchSize)
  const stepsPerEpoch = Math.ceil(examples.size / batchSize)
  const stepsPerState = positiveInteger('trajectory: stride', stride === undefined ? stepsPerEpoch : stride)
  if (alsoEvery !== undefined) positiveInteger('trajectory: alsoEvery', alsoEvery)
  const stepsToNextState = (step: number): number =>
    alsoEvery === undefined ? stepsPerState : Math.min(stepsPerState, alsoEvery - (step % alsoEvery))

  return function* (from, change) {
    let state = typeof from === 'number' ? initialState(learner, from) : from
    const order = batchOrder(examples, batchSize, shuffle)
    const { stepsOf, call, stepped, canStopWithin } = stepper(state)
    do {
      let end = state.step + stepsToNextState(state.step)
      while (state.step < end && Number.isFinite(state.loss)) {
        const { step, loss, rateFactor, seed, plateau } = state
        const steps = stepsOf(state, order, end)
        const answer = yield { call: call(state, order, steps) }
        if (answer === undefined) throw new TypeError('the driver of a training must answer its calls, found no answer')
        const { params, memory, losses, outer } = stepped(answer, state)
        const mean = meanLoss(loss, step, losses, stepsPerEpoch)
        if (canStopWithin && mean.steps < steps) {
          // Discard the steps after the first loss that is not finite: run the call again, up to that step.
          end = step + mean.steps
          continue
        }
        const reached = step + steps
        const next = {
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
        state = outer === undefined ? next : { ...next, outer }
      }
      state = change(state)
      yield { state }
    } while (Number.isFinite(state.loss))
  }
}

/** Requires a seed or a state, where training starts. JavaScript callers may pass neither. */
const checked = <P extends Params>(start: From<P> | null | undefined): From<P> => {
  if (typeof start === 'number') return integer('trajectory: from', start)
  if (typeof start === 'object' && start !== null) return start
  throw new TypeError(`trajectory: from must be a seed, such as 42, or a state, found ${shown(start)}`)
}

const variants = <P extends Params, Self>(
  at: (from: From<P>, change: Change<P>) => Self,
  from: From<P>,
  change: Change<P>
) => ({
  from: (other: From<P>): Self => at(checked(other), change),
  adjust: (next: Change<P>): Self => at(from, state => next(change(state)))
})

/** The trajectory from a start, whose states an iterator yields at once. */
export const trajectoryFrom = <P extends Params>(
  start: From<P>,
  iterator: (from: From<P>, change: Change<P>) => Iterator<TrainingState<P>, void, undefined>
): Trajectory<P> => {
  const at = (from: From<P>, change: Change<P>): Trajectory<P> => ({
    [Symbol.iterator]: () => iterator(from, change),
    ...variants(at, from, change)
  })
  return at(checked(start), identity)
}

/** The trajectory from a start, whose states an iterator yields later. */
export const asyncTrajectoryFrom = <P extends Params>(
  start: From<P>,
  iterator: (from: From<P>, change: Change<P>) => AsyncIterator<TrainingState<P>, void, undefined>
): AsyncTrajectory<P> => {
  const at = (from: From<P>, change: Change<P>): AsyncTrajectory<P> => ({
    [Symbol.asyncIterator]: () => iterator(from, change),
    ...variants(at, from, change)
  })
  return at(checked(start), identity)
}

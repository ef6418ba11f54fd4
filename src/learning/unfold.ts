import { identity } from 'fp-ts/lib/function.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type AsyncEngine, eager, type Engine } from '../engine/Engine.js'
import { integer, positiveInteger } from '../tensor/range.js'
import { shown } from '../tensor/shown.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { drive, driveAsync, type Reading, type Turns } from './drive.js'
import { type Learner, type State } from './Learner.js'
import { meanLoss } from './meanLoss.js'
import { type StepProgram } from './StepProgram.js'
import { initialState, type TrainingState } from './TrainingState.js'
import { type AsyncTrajectory, type Plan, type Trajectory } from './Trajectory.js'

/** The next steps of a training, as a call of a program. */
export interface NextSteps<P extends Params> extends Pick<StepProgram<P>, 'program' | 'stepped'> {
  /** Number of steps of the call. */
  readonly steps: number
  readonly inputs: readonly AnyTensor[]
}

/** Where a training gets its steps from. `R` is the result of reading: nothing at once, or a promise of nothing. */
export interface Supply<P extends Params, R> {
  /** The steps that follow a state, at most `most`; or a batch that must be read before. */
  readonly next: (state: State<P>, most: number) => NextSteps<P> | Reading<R>
  /** Ends the reading of batches. */
  readonly close: () => R
}

/** The settings of a plan that do not depend on where the examples come from. */
type Settings<P extends Params, E> = Pick<Plan<P>, 'stride' | 'alsoEvery' | 'from'> & {
  readonly engine?: E
  readonly signal?: AbortSignal | undefined
}

/** Requires a seed or a state, where training starts. JavaScript callers may pass neither. */
const checked = <P extends Params>(name: string, start: Plan<P>['from'] | null | undefined): Plan<P>['from'] => {
  if (typeof start === 'number') return integer(`${name}: from`, start)
  if (typeof start === 'object' && start !== null) return start
  throw new TypeError(`${name}: from must be a seed, such as 42, or a state, found ${shown(start)}`)
}

/**
 * The trajectory of a learner whose steps come from a supply.
 *
 * @param name name of the public function, for messages
 * @param supplyFrom begins to supply steps from a state. Called once for every iteration of the sequence.
 */
export const unfolding = <P extends Params, A extends Value, B extends Value, T extends Value>(
  name: string,
  learner: Learner<P, A, B, T>,
  stepsPerEpoch: number,
  { stride = stepsPerEpoch, alsoEvery, from, engine, signal }: Settings<P, Engine | AsyncEngine>
) => {
  const stepsPerState = positiveInteger(`${name}: stride`, stride)
  if (alsoEvery !== undefined) positiveInteger(`${name}: alsoEvery`, alsoEvery)
  const start = checked(name, from)
  const stepsToNextState = (step: number): number =>
    alsoEvery === undefined ? stepsPerState : Math.min(stepsPerState, alsoEvery - (step % alsoEvery))

  type From = Plan<P>['from']
  type Change = (state: TrainingState<P>) => TrainingState<P>

  const stateOf = (from: From): TrainingState<P> => (typeof from === 'number' ? initialState(learner, from) : from)

  function* unfold<R>({ next }: Supply<P, R>, from: TrainingState<P>, change: Change): Turns<TrainingState<P>, R> {
    let state = from
    do {
      let end = state.step + stepsToNextState(state.step)
      while (state.step < end && Number.isFinite(state.loss)) {
        const { step, rateFactor, seed, plateau } = state
        const ready = next(state, end - step)
        if ('read' in ready) {
          yield ready
          continue
        }
        const { program, inputs, steps, stepped } = ready
        const { params, memory, losses, outer } = stepped(yield { program, inputs })
        const mean = meanLoss(state.loss, step, losses, stepsPerEpoch)
        if (mean.steps < steps) {
          // Discard the steps after the first loss that is not finite: run the call again, up to that step.
          end = step + mean.steps
          continue
        }
        const reached = step + steps
        const following = {
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
        state = outer === undefined ? following : { ...following, outer }
      }
      state = change(state)
      yield { state }
    } while (Number.isFinite(state.loss))
  }

  const variants = <Self>(at: (from: From, change: Change) => Self, from: From, change: Change) => ({
    from: (other: From): Self => at(checked(name, other), change),
    adjust: (next: Change): Self => at(from, state => next(change(state)))
  })

  return {
    /** The states at once, on a synchronous engine. */
    now: (synchronous: Engine, supplyFrom: (state: TrainingState<P>) => Supply<P, void>): Trajectory<P> => {
      const driven = drive(synchronous)
      const at = (from: From, change: Change): Trajectory<P> => ({
        *[Symbol.iterator]() {
          const state = stateOf(from)
          const supply = supplyFrom(state)
          try {
            yield* driven(unfold(supply, state, change))
          } finally {
            supply.close()
          }
        },
        ...variants(at, from, change)
      })
      return at(start, identity)
    },
    /** The states later, on an engine of either kind. */
    later: (supplyFrom: (state: TrainingState<P>) => Supply<P, void | Promise<void>>): AsyncTrajectory<P> => {
      const driven = driveAsync(engine ?? eager, signal)
      const at = (from: From, change: Change): AsyncTrajectory<P> => ({
        async *[Symbol.asyncIterator]() {
          const state = stateOf(from)
          const supply = supplyFrom(state)
          try {
            yield* driven(unfold(supply, state, change))
          } finally {
            await supply.close()
          }
        },
        ...variants(at, from, change)
      })
      return at(start, identity)
    }
  }
}

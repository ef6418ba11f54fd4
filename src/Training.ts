/**
 * Training is an unfold: a trajectory is a lazy sequence of immutable states.
 *
 * Nothing is computed until a state is asked for, and n states and then m more are the same as n + m, bit for bit. What
 * watches the training (a progress bar, early stopping, a plot) consumes or transforms the sequence; nothing calls back
 * from within.
 */
import { type IO } from 'fp-ts/lib/IO.js'
import { isNone, none, type Option, some } from 'fp-ts/lib/Option.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { type Task } from 'fp-ts/lib/Task.js'
import { batches, type Dataset } from './Dataset.js'
import { type Learner, requireExamples, type State } from './Learner.js'
import { branch, seed as seedOf } from './Random.js'
import { positiveInteger } from './Shape.js'
import { type Params, type Value } from './Value.js'

/** What `onPlateau` remembers from state to state. */
export interface Plateau {
  /** The best that the monitored quantity has been; the largest number before the first, so that it can be saved as JSON. */
  readonly best: number
  /** How many states in a row were no better. */
  readonly waited: number
  /** How many states are still to pass before waiting begins again. */
  readonly cooldown: number
}

/** A learner's state; its loss is the mean over the steps of the epoch so far. */
export interface TrainingState<P extends Params> extends State<P> {
  /** How often all examples were seen; a fraction in the middle of an epoch. */
  readonly epoch: number
  /** A trajectory hands it on as it is. */
  readonly plateau: Plateau
}

export interface Trajectory<P extends Params> extends Iterable<TrainingState<P>> {
  /** The same training from another state, or from the beginning with another seed. */
  readonly from: (start: Plan<P>['from']) => Trajectory<P>
}

export interface Plan<P extends Params> {
  /** Examples in a step; 32 if not given. */
  readonly batchSize?: number
  /** Whether each epoch takes the examples in an order of its own; it does if not given. */
  readonly shuffle?: boolean
  /** Steps between two states of the trajectory; one epoch if not given. Results do not depend on it. */
  readonly stride?: number
  /** Where to start: the number of a seed, or a state that training has reached. */
  readonly from: number | TrainingState<P>
}

/** The state before the first step. */
export const start = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { init }: Learner<P, A, B, T>,
  seed: number
): TrainingState<P> => ({ ...evaluate(seedOf(seed))(init), epoch: 0, plateau: noPlateau })

const noPlateau: Plateau = { best: Number.MAX_VALUE, waited: 0, cooldown: 0 }

/**
 * The states that training goes through, after each stride. It ends after the first state whose loss is not finite.
 *
 * @throws ShapeError where the examples do not fit the network, or a number of the plan is not a positive integer
 */
export const trajectory = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  { batchSize = 32, shuffle = true, stride, from }: Plan<P>
): Trajectory<P> => {
  requireExamples(learner, examples)
  const inOrder = batches(batchSize)(examples)
  const stepsPerEpoch = inOrder.length
  const steps = positiveInteger('The stride', stride ?? stepsPerEpoch)
  const batchesOf = ({ seed }: State<P>, epoch: number) =>
    shuffle ? batches(batchSize, branch(epoch)(branch(-1)(seed)))(examples) : inOrder

  function* unfold(from: Plan<P>['from']) {
    let state = typeof from === 'number' ? start(learner, from) : from
    let epoch = Math.floor(state.step / stepsPerEpoch)
    let order = batchesOf(state, epoch)

    const stride = (before: TrainingState<P>): TrainingState<P> => {
      let now: State<P> = before
      let mean = before.loss
      for (let i = 0; i < steps && Number.isFinite(mean); i++) {
        const place = now.step % stepsPerEpoch
        if (place === 0 && now.step !== epoch * stepsPerEpoch) {
          epoch = now.step / stepsPerEpoch
          order = batchesOf(now, epoch)
        }
        const batch = order[place]
        if (batch === undefined) break
        now = learner.backward(now, batch)
        mean = place === 0 ? now.loss : (mean * place + now.loss) / (place + 1)
      }
      const { params, memory, rateFactor, step, seed } = now
      const { plateau } = before
      return { params, memory, rateFactor, step, loss: mean, seed, epoch: step / stepsPerEpoch, plateau }
    }

    do {
      state = stride(state)
      yield state
    } while (Number.isFinite(state.loss))
  }
  const startingFrom = (start: Plan<P>['from']): Trajectory<P> => ({
    [Symbol.iterator]: () => unfold(start),
    from: startingFrom
  })
  return startingFrom(from)
}

// Consumers and transformers.

/** The first n states. */
export const take =
  (n: number) =>
  <S>(states: Iterable<S>): Iterable<S> => ({
    *[Symbol.iterator]() {
      if (n < 1) return
      let taken = 0
      for (const state of states) {
        yield state
        if (++taken === n) return
      }
    }
  })

/** Up to the first state that satisfies, which is included. */
export const until =
  <S>(satisfies: (state: S) => boolean) =>
  (states: Iterable<S>): Iterable<S> => ({
    *[Symbol.iterator]() {
      for (const state of states) {
        yield state
        if (satisfies(state)) return
      }
    }
  })

/** The last state. */
export const last = <S>(states: Iterable<S>): Option<S> => {
  let found: Option<S> = none
  for (const state of states) found = some(state)
  return found
}

/** The state after n strides, or an earlier one whose loss is no longer finite. */
export const train =
  (n: number) =>
  <S>(states: Iterable<S>): S => {
    positiveInteger('The number of strides', n)
    const reached = last(take(n)(states))
    if (isNone(reached)) throw new RangeError('A trajectory has at least one state, found none')
    return reached.value
  }

/**
 * Shows every state to an observer and gives the last one. Between two states the event loop gets its turn, so that keys
 * are read and pages drawn. An observer that answers `false` ends it.
 */
export const observe =
  <S>(observer: (state: S) => IO<boolean>) =>
  (states: Iterable<S>): Task<Option<S>> =>
  async () => {
    let found: Option<S> = none
    for (const state of states) {
      found = some(state)
      if (!observer(state)()) break
      await new Promise(resolve => setTimeout(resolve, 0))
    }
    return found
  }

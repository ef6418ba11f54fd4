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
import { type Dataset, orderOf } from './Dataset.js'
import { eager, type Engine } from './Engine.js'
import { type Learner, noiseOf, requireExamples, type State } from './Learner.js'
import { branch, seed as seedOf } from './Random.js'
import { positiveInteger } from './Shape.js'
import { type Step, type Steps, stepsOf } from './steps.js'
import { exampleShape, type Params, type Value } from './Value.js'

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
  /** What runs the steps; `eager` if not given. */
  readonly engine?: Engine
  /** Where to start: the number of a seed, or a state that training has reached. */
  readonly from: number | TrainingState<P>
}

/** The state before the first step. */
export const start = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { init }: Learner<P, A, B, T>,
  seed: number
): TrainingState<P> => ({ ...evaluate(seedOf(seed))(init), epoch: 0, plateau: noPlateau })

/** Steps in a run, at most: more would save nothing, and their noise takes memory. */
const together = 500

const noPlateau: Plateau = { best: Number.MAX_VALUE, waited: 0, cooldown: 0 }

/**
 * The states that training goes through, after each stride. It ends after the first state whose loss is not finite.
 *
 * @throws ShapeError where the examples do not fit the network, or a number of the plan is not a positive integer
 */
export const trajectory = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  { batchSize = 32, shuffle = true, stride, engine = eager, from }: Plan<P>
): Trajectory<P> => {
  requireExamples(learner, examples)
  positiveInteger('The batch size', batchSize)
  const stepsPerEpoch = Math.ceil(examples.size / batchSize)
  const stepsPerState = positiveInteger('The stride', stride ?? stepsPerEpoch)
  const example = exampleShape(examples.inputs)

  /** How many steps from here have batches of one size, and are few enough to be run as one program. */
  const alike = (step: number): number => {
    if (examples.size % batchSize === 0) return together
    const beforeTheLast = stepsPerEpoch - 1 - (step % stepsPerEpoch)
    return Math.max(1, Math.min(together, beforeTheLast))
  }

  /** Made once, for every start: an engine keeps its programs in it. */
  let compiled: Steps<P> | undefined

  function* unfold(from: Plan<P>['from']) {
    let state = typeof from === 'number' ? start(learner, from) : from
    const run = (compiled ??= stepsOf(engine, learner, examples, state))
    const { seed, rateFactor } = state
    let epoch = NaN
    let order: readonly number[] = []

    /** What a step needs. */
    const stepAt = (step: number): Step => {
      if (Math.floor(step / stepsPerEpoch) !== epoch) {
        epoch = Math.floor(step / stepsPerEpoch)
        order = orderOf(examples, shuffle ? branch(epoch)(branch(-1)(seed)) : undefined)
      }
      const place = (step % stepsPerEpoch) * batchSize
      const places = order.slice(place, place + batchSize)
      return {
        places,
        learningRate: rateFactor * learner.optimizer.learningRate(step),
        noise: noiseOf(learner.network, seed, step, example, places.length)
      }
    }

    const advance = (before: TrainingState<P>, steps: readonly Step[]): TrainingState<P> => {
      const [params, memory, losses] = run(before.params, before.memory, steps)
      let mean = before.loss
      let done = 0
      for (const loss of losses) {
        const place = (before.step + done) % stepsPerEpoch
        mean = place === 0 ? loss : (mean * place + loss) / (place + 1)
        done++
        if (!Number.isFinite(mean)) break
      }
      // What came after a loss that is not finite was not to be done.
      if (done < steps.length) return advance(before, steps.slice(0, done))
      const step = before.step + steps.length
      return { ...before, params, memory, step, loss: mean, epoch: step / stepsPerEpoch }
    }

    do {
      const end = state.step + stepsPerState
      while (state.step < end && Number.isFinite(state.loss)) {
        const length = Math.min(end - state.step, alike(state.step))
        const { step } = state
        state = advance(
          state,
          Array.from({ length }, (_, i) => stepAt(step + i))
        )
      }
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

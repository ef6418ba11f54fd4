/**
 * Training is an unfold: a trajectory is a lazy sequence of immutable states.
 *
 * Nothing is computed until a state is asked for, and n states and then m more are the same as n + m, bit for bit. What
 * watches the training (a progress bar, early stopping, a plot) consumes or transforms the sequence; nothing calls back
 * from within.
 */
import { evaluate } from 'fp-ts/lib/State.js'
import { type Dataset, orderOf } from '../data/Dataset.js'
import { eager, type Engine } from '../engine/Engine.js'
import { stacked } from '../algebra/kernel/scan.js'
import { noiseCount as noiseCountOf } from '../layer/trainingForm.js'
import { type Learner, noiseOf, requireExamples, type State } from './Learner.js'
import { type Optimizer } from './Optimizer.js'
import { branch, seed as seedOf } from '../tensor/Random.js'
import { integer, positiveInteger } from '../tensor/range.js'
import { type Steps, stepsOf } from './steps.js'
import { type AnyTensor, fresh } from '../tensor/Tensor.js'
import { exampleShape, type Params, type Value } from '../algebra/Value.js'

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
  /** Steps after which there is a state too, where strides do not come out even with them: those of an epoch, or of all. */
  readonly alsoEvery?: number
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

/** Steps in a run, at most: more would save nothing, and leave the processor's cache. Noise takes more room than the rest. */
const together = { quiet: 4000, withNoise: 500 }

/** The learning rates of so many steps from the first on. */
const rates = ({ learningRate }: Optimizer, factor: number, first: number, length: number): AnyTensor => {
  const found = new Float64Array(length)
  for (let i = 0; i < length; i++) found[i] = factor * learningRate(first + i)
  return fresh([length], found)
}

/** Whether the losses are so small that the mean of any of them is finite. */
const areSmall = (losses: Float64Array): boolean => {
  for (let i = 0; i < losses.length; i++) if (!(Math.abs(losses[i] ?? NaN) < 1e290)) return false
  return true
}

const noPlateau: Plateau = { best: Number.MAX_VALUE, waited: 0, cooldown: 0 }

/**
 * The states that training goes through, after each stride. It ends after the first state whose loss is not finite.
 *
 * @throws ShapeError if the examples do not fit the network, RangeError if a number of the plan is not a positive integer
 */
export const trajectory = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  { batchSize = 32, shuffle = true, stride, alsoEvery, engine = eager, from }: Plan<P>
): Trajectory<P> => {
  requireExamples(learner, examples)
  positiveInteger('trajectory: batchSize', batchSize)
  const stepsPerEpoch = Math.ceil(examples.size / batchSize)
  const stepsPerState = positiveInteger('trajectory: stride', stride === undefined ? stepsPerEpoch : stride)
  if (alsoEvery !== undefined) positiveInteger('trajectory: alsoEvery', alsoEvery)
  /** How many steps there are from here to the next state. */
  const stepsFrom = (step: number): number =>
    alsoEvery === undefined ? stepsPerState : Math.min(stepsPerState, alsoEvery - (step % alsoEvery))
  const example = exampleShape(examples.inputs)
  const inOrder = orderOf(examples)
  const batchSizeAt = (place: number): number => Math.min(batchSize, examples.size - place * batchSize)

  const noiseCount = noiseCountOf(learner.network)
  let run: Steps<P> | undefined

  /** How many steps from here have batches of one size, and are few enough to be run as one program. */
  const alike = (step: number): number => {
    const most = noiseCount === 0 ? together.quiet : together.withNoise
    if (examples.size % batchSize === 0) return most
    const beforeTheLast = stepsPerEpoch - 1 - (step % stepsPerEpoch)
    return Math.max(1, Math.min(most, beforeTheLast))
  }

  function* unfold(from: Plan<P>['from']) {
    let state = typeof from === 'number' ? start(learner, from) : from
    run ??= stepsOf(engine, learner, examples, state)
    const steps = run
    const { seed, rateFactor } = state
    let known = NaN
    let order = inOrder

    /** Without shuffling one run after another takes the same examples. */
    let taken: { readonly place: number; readonly places: AnyTensor } | undefined
    const placesFrom = (first: number, length: number): AnyTensor => {
      let place = first % stepsPerEpoch
      if (!shuffle && taken?.place === place && taken.places.shape[0] === length) return taken.places
      let epoch = (first - place) / stepsPerEpoch
      const size = batchSizeAt(place)
      const found = new Float64Array(length * size)
      const places = fresh([length, size], found)
      taken = { place, places }
      for (let i = 0, to = 0; i < length; i++) {
        if (shuffle && epoch !== known) {
          known = epoch
          order = orderOf(examples, branch(epoch)(branch(-1)(seed)))
        }
        for (let k = 0; k < size; k++) found[to++] = order[place * batchSize + k] ?? NaN
        if (++place === stepsPerEpoch) {
          place = 0
          epoch++
        }
      }
      return places
    }

    const noiseFrom = (first: number, length: number): Params => {
      if (noiseCount === 0) return []
      const size = batchSizeAt(first % stepsPerEpoch)
      const noise = Array.from({ length }, (_, i) => noiseOf(learner.network, seed, first + i, example, size))
      return (noise[0] ?? []).map((_, k) => stacked(noise.flatMap(drawn => drawn[k] ?? [])))
    }

    const advance = (before: TrainingState<P>, length: number): TrainingState<P> => {
      const [params, memory, losses] = steps(before.params, before.memory, {
        learningRates: rates(learner.optimizer, rateFactor, before.step, length),
        places: placesFrom(before.step, length),
        noise: noiseFrom(before.step, length)
      })
      let mean = before.loss
      // A mean begins anew with every epoch: where none can overflow, only the last is computed.
      const ofLastEpoch = length - 1 - ((before.step + length - 1) % stepsPerEpoch)
      let done = areSmall(losses) ? Math.max(0, ofLastEpoch) : 0
      let place = (before.step + done) % stepsPerEpoch
      while (done < length) {
        const loss = losses[done++] ?? NaN
        mean = place === 0 ? loss : (mean * place + loss) / (place + 1)
        if (!Number.isFinite(mean)) break
        if (++place === stepsPerEpoch) place = 0
      }
      // What came after a loss that is not finite was not to be done.
      if (done < length) return advance(before, done)
      const step = before.step + length
      return { ...before, params, memory, step, loss: mean, epoch: step / stepsPerEpoch }
    }

    do {
      const end = state.step + stepsFrom(state.step)
      while (state.step < end && Number.isFinite(state.loss))
        state = advance(state, Math.min(end - state.step, alike(state.step)))
      yield state
    } while (Number.isFinite(state.loss))
  }
  const startingFrom = (start: Plan<P>['from']): Trajectory<P> => {
    if (typeof start !== 'object') integer('trajectory: from', start)
    return { [Symbol.iterator]: () => unfold(start), from: startingFrom }
  }
  return startingFrom(from)
}

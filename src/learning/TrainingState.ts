import { evaluate } from 'fp-ts/lib/State.js'
import { type Params, type Value } from '../algebra/Value.js'
import { seed as seedOf } from '../tensor/Random.js'
import { type Learner, type State } from './Learner.js'

/** Memory of `onPlateau`, carried from state to state. */
export interface Plateau {
  /** Lowest value of the monitored quantity so far. Before the first state: the largest number, which JSON can hold. */
  readonly best: number
  /** Number of consecutive states without an improvement. */
  readonly waited: number
  /** Number of states until waiting begins again. */
  readonly cooldown: number
}

/**
 * One state of a training run: `params`, `memory`, `step`, `epoch`, `loss`, `stepLoss`, `rateFactor`, `seed`, and `plateau`,
 * the memory of `onPlateau`.
 */
export interface TrainingState<P extends Params> extends State<P> {
  /** Mean of the losses of the steps of this epoch so far. `stepLoss` is the loss of the last step alone. */
  readonly loss: number
  /** Number of passes over the examples. A fraction in the middle of an epoch. */
  readonly epoch: number
  /** Memory of `onPlateau`. Training without `onPlateau` does not change it. */
  readonly plateau: Plateau
  /** Memory of the outer optimizer of `distribute`. Absent in any other training. */
  readonly outer?: Params
}

/**
 * The state before the first step.
 *
 * @param seed seeds the parameters and all randomness of the steps: an integer
 * @throws RangeError if the seed is not an integer
 * @example trajectory(student, examples, { from: initialState(student, 1) }) // the same as `from: 1`
 */
export const initialState = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { init }: Learner<P, A, B, T>,
  seed: number
): TrainingState<P> => ({
  ...evaluate(seedOf(seed))(init),
  loss: 0,
  epoch: 0,
  plateau: { best: Number.MAX_VALUE, waited: 0, cooldown: 0 }
})

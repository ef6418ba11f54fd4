import { type Params } from '../../algebra/Value.js'
import { aboveZero, atLeastZero, wholeNumber } from '../../tensor/range.js'
import { type Plateau, type TrainingState } from '../TrainingState.js'
import { type AsyncTrajectory, type Trajectory } from '../Trajectory.js'
import { type Driven, driven } from './States.js'

/** Settings of `onPlateau`. */
export interface PlateauSettings {
  /** Multiplies the learning rate when it is lowered. Default: 0.1. */
  readonly factor?: number
  /** Number of consecutive states without an improvement that is tolerated before the rate is lowered. Default: 10. */
  readonly patience?: number
  /** Minimum decrease that counts as an improvement, relative to the best value. Default: 0.0001. */
  readonly threshold?: number
  /** Number of states after a decrease of the rate that do not count towards the patience. Default: 0. */
  readonly cooldown?: number
  /** Lowest value of `rateFactor`. Default: 0. */
  readonly lowest?: number
}

/**
 * Lowers the learning rate when the monitored value has stopped improving. Yields every state with an updated `rateFactor`.
 *
 *     improved   value < best − threshold · |best|
 *     lower      rateFactor ← max(lowest, factor · rateFactor)      after more than `patience` states without an improvement
 *
 * It takes the trajectory itself, before other transformers, because training continues from the states with the lowered rate.
 * Its memory is part of the state, so training that is interrupted at any state and resumed gives the same bits. Agrees with
 * PyTorch's ReduceLROnPlateau with `threshold_mode='rel'`, without its `eps`.
 *
 * @param monitored value to minimise, computed from a state; to maximise a value, return its negative
 * @throws RangeError if a setting is below 0, the factor is 0, or the patience or the cooldown is not a whole number
 * @example
 * pipe(
 *   trajectory(student, examples, { from: 1 }),
 *   onPlateau(state => validate(state).loss, { patience: 5 }),
 *   train(200)
 * )
 */
export const onPlateau = <P extends Params, I = Trajectory<P>>(
  monitored: (state: TrainingState<P>) => number,
  { factor = 0.1, patience = 10, threshold = 1e-4, cooldown = 0, lowest = 0 }: PlateauSettings = {}
): ((states: I & (Trajectory<P> | AsyncTrajectory<P>)) => Driven<I, Trajectory<P>, AsyncTrajectory<P>>) => {
  aboveZero('onPlateau: factor', factor)
  wholeNumber('onPlateau: patience', patience)
  atLeastZero('onPlateau: threshold', threshold)
  wholeNumber('onPlateau: cooldown', cooldown)
  atLeastZero('onPlateau: lowest', lowest)

  const after = ({ best, waited, cooldown }: Plateau, value: number): Plateau => {
    const isImproved = value < best - threshold * Math.abs(best)
    return {
      best: isImproved ? value : best,
      waited: isImproved || cooldown > 0 ? 0 : waited + 1,
      cooldown: Math.max(0, cooldown - 1)
    }
  }

  const watch = (state: TrainingState<P>): TrainingState<P> => {
    const plateau = after(state.plateau, monitored(state))
    return plateau.waited > patience
      ? {
          ...state,
          rateFactor: Math.max(lowest, factor * state.rateFactor),
          plateau: { ...plateau, waited: 0, cooldown }
        }
      : { ...state, plateau }
  }
  return states =>
    driven(
      states,
      (states: Trajectory<P>) => states.adjust(watch),
      (states: AsyncTrajectory<P>) => states.adjust(watch)
    )
}

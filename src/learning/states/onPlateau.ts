/**
 * A transformer of a trajectory: lowers the learning rate when a monitored quantity, which is to become small, has stopped improving.
 *
 *     better     value < best − threshold · |best|
 *     lower      rateFactor ← max(lowest, factor · rateFactor)      after more than `patience` states in a row without a better one
 *
 * What it remembers is part of the state, and it goes on from the state with the new factor, so that training which is
 * interrupted at any state and resumed gives the same bits. For a quantity that is to become large, give its negative. PyTorch's
 * ReduceLROnPlateau, with `threshold_mode='rel'` and without its `eps`.
 */
import { aboveZero, atLeastZero, wholeNumber } from '../../tensor/range.js'
import { type Plateau, type Trajectory, type TrainingState } from '../Training.js'
import { type Params } from '../../algebra/Value.js'

export interface PlateauSettings {
  /** 0.1 if not given. */
  readonly factor?: number
  /** How many states in a row may be no better; 10 if not given. */
  readonly patience?: number
  /** By which part of the best a better value is less; 0.0001 if not given. */
  readonly threshold?: number
  /** After how many states waiting begins again when the rate was lowered; 0 if not given. */
  readonly cooldown?: number
  /** What the factor of the state does not fall below; 0 if not given. */
  readonly lowest?: number
}

/** @throws RangeError if a setting is below 0, or the patience or the cooldown is not a whole number */
export const onPlateau = <P extends Params>(
  monitored: (state: TrainingState<P>) => number,
  { factor = 0.1, patience = 10, threshold = 1e-4, cooldown = 0, lowest = 0 }: PlateauSettings = {}
): ((states: Trajectory<P>) => Trajectory<P>) => {
  aboveZero('onPlateau: factor', factor)
  wholeNumber('onPlateau: patience', patience)
  atLeastZero('onPlateau: threshold', threshold)
  wholeNumber('onPlateau: cooldown', cooldown)
  atLeastZero('onPlateau: lowest', lowest)

  /** What is remembered after a value. */
  const after = ({ best, waited, cooldown }: Plateau, value: number): Plateau => {
    const isBetter = value < best - threshold * Math.abs(best)
    return {
      best: isBetter ? value : best,
      waited: isBetter || cooldown > 0 ? 0 : waited + 1,
      cooldown: Math.max(0, cooldown - 1)
    }
  }

  const watched = (states: Trajectory<P>): Trajectory<P> => ({
    *[Symbol.iterator]() {
      let rest: Trajectory<P> | undefined = states
      let remembered: Plateau | undefined
      while (rest !== undefined) {
        const going: Trajectory<P> = rest
        rest = undefined
        for (const reached of going) {
          const now = after(remembered ?? reached.plateau, monitored(reached))
          const lowers = now.waited > patience
          const rateFactor = lowers ? Math.max(lowest, factor * reached.rateFactor) : reached.rateFactor
          remembered = lowers ? { ...now, waited: 0, cooldown } : now
          const state: TrainingState<P> = { ...reached, rateFactor, plateau: remembered }
          yield state
          if (rateFactor !== reached.rateFactor && Number.isFinite(state.loss)) {
            rest = states.from(state)
            break
          }
        }
      }
    },
    from: start => watched(states.from(start))
  })
  return watched
}

import { atLeastZero } from '../../tensor/range.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { extended } from './extended.js'
import { type States, type Transformed } from './States.js'
import { transform } from './transform.js'

/** Settings of `earlyStopping`. */
export interface Patience {
  /** Number of consecutive states without an improvement after which the sequence ends. */
  readonly patience: number
  /** Minimum decrease since the last improvement that counts as an improvement. Default: 0. */
  readonly minimalImprovement?: number
}

interface Memory<S> {
  readonly best: S | undefined
  readonly least: number
  /** The monitored value at the last improvement. */
  readonly improved: number
  readonly waited: number
}

/**
 * Ends a trajectory when the monitored value has not improved for `patience` states. Yields every state with the best state so
 * far added as `best`.
 *
 *     improved   value < (value at the last improvement) − minimalImprovement
 *
 * `best` is the first state with the lowest value. NaN is never an improvement. Prechelt, 1998, Early Stopping — but when? The
 * patience agrees with Keras's EarlyStopping.
 *
 * @param monitored value to minimise, computed from a state; to maximise a value, return its negative
 * @param settings `patience` is required; `minimalImprovement` is the minimum decrease that counts. Default: 0.
 * @throws RangeError if the patience is not a positive integer, or the minimal improvement is below 0
 * @example
 * const { best } = pipe(
 *   trajectory(student, examples, { from: 1 }),
 *   earlyStopping(state => validate(state).loss, { patience: 15 }),
 *   train(200)
 * )
 */
export const earlyStopping = <S extends object, I = Iterable<S>>(
  monitored: (state: S) => number,
  { patience, minimalImprovement = 0 }: Patience
): ((states: I & States<S>) => Transformed<I, S & { readonly best: S }>) => {
  positiveInteger('earlyStopping: patience', patience)
  atLeastZero('earlyStopping: minimalImprovement', minimalImprovement)
  return transform({
    start: { best: undefined, least: Infinity, improved: Infinity, waited: 0 },
    step: ({ best: before, least, improved, waited }: Memory<S>, state: S) => {
      const value = monitored(state)
      const best = before === undefined || value < least ? state : before
      const isImproved = value < improved - minimalImprovement
      const memory = {
        best,
        least: value < least ? value : least,
        improved: isImproved ? value : improved,
        waited: isImproved ? 0 : waited + 1
      }
      return [memory, extended(state, { best })]
    },
    isOver: ({ waited }) => waited === patience
  })
}

/**
 * A transformer of a trajectory: ends it when a monitored quantity, which is to become small, has stopped improving; every state knows the
 * best so far.
 *
 *     const { best } = pipe(states, earlyStopping(state => validate(state).loss, { patience: 5 }), train(100))
 *
 * For a quantity that is to become large, give its negative. NaN is never an improvement. `best` is the state with the
 * least quantity, the first of equal ones; the patience is that of Keras's EarlyStopping (Prechelt, 1998, Early Stopping, but when?).
 */
import { atLeastZero } from '../../tensor/range.js'
import { positiveInteger } from '../../tensor/Shape.js'

export interface Patience {
  /** How many states in a row may pass without an improvement; with that many it ends. */
  readonly patience: number
  /** What is less than the quantity was at the last improvement by more than this is the next; 0 if not given. */
  readonly minimalImprovement?: number
}

/** A spread would read what a state computes only when it is asked, as its history. */
const withBest = <S extends object>(state: S, best: S): S & { readonly best: S } =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow descriptors
  Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(state), best: { value: best, enumerable: true } }
  ) as S & {
    readonly best: S
  }

/** @throws RangeError if the patience is not a positive integer, or the improvement is below 0 */
export const earlyStopping = <S extends object>(
  monitored: (state: S) => number,
  { patience, minimalImprovement = 0 }: Patience
): ((states: Iterable<S>) => Iterable<S & { readonly best: S }>) => {
  positiveInteger('earlyStopping: patience', patience)
  atLeastZero('earlyStopping: minimalImprovement', minimalImprovement)
  return states => ({
    *[Symbol.iterator]() {
      let best: S | undefined
      let least = Infinity
      let improved = Infinity
      let waited = 0
      for (const state of states) {
        const value = monitored(state)
        if (best === undefined || value < least) best = state
        if (value < least) least = value
        if (value < improved - minimalImprovement) {
          improved = value
          waited = 0
        } else waited++
        yield withBest(state, best)
        if (waited === patience) return
      }
    }
  })
}

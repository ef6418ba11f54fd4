import { add, scale } from '../../algebra/Algebra.js'
import { type Params, zipValues } from '../../algebra/Value.js'
import { extended } from './extended.js'
import { type States, type Transformed } from './States.js'
import { transform } from './transform.js'

/** A state with the average of the parameters so far. */
export type Averaged<S extends { readonly params: Params }> = S & { readonly average: S['params'] }

/**
 * Adds to every state the average of the parameters so far.
 *
 * @param from average before the first state. Default: the first state's parameters.
 * @param share share of the average that is kept after this number of states
 */
export const averaging =
  (from: Params | undefined, share: (states: number) => number) =>
  <S extends { readonly params: Params }, I>(states: I & States<S>): Transformed<I, Averaged<S>> =>
    transform({
      start: { average: from, states: 0 },
      step: ({ average: before, states }, state: S) => {
        const kept = share(states)
        const mix = zipValues((p, a) => add(scale(kept, a), scale(1 - kept, p)))
        const average = before === undefined ? state.params : mix<S['params']>(state.params, before)
        return [{ average, states: states + 1 }, extended(state, { average })]
      }
    })(states)

import { add, scale } from '../../algebra/Algebra.js'
import { type Params, zipValues } from '../../algebra/Value.js'
import { extended } from './extended.js'
import { type States, type Transformed } from './States.js'
import { transform } from './transform.js'

/** A state with the average of the parameters so far. */
export type Averaged<S, P extends Params> = S & { readonly average: P }

/**
 * Adds to every state the average of the parameters so far.
 *
 * @param start average before the first state. Default: the first state's parameters.
 * @param share share of the average that is kept after this number of states
 */
export const averaging =
  <P extends Params, S extends { readonly params: P }>(start: P | undefined, share: (states: number) => number) =>
  <I>(states: I & States<S>): Transformed<I, Averaged<S, P>> =>
    transform({
      start: { average: start, states: 0 },
      step: ({ average: before, states }, state: S) => {
        const kept = share(states)
        const average =
          before === undefined
            ? state.params
            : zipValues((a, p) => add(scale(kept, a), scale(1 - kept, p)))(before, state.params)
        return [{ average, states: states + 1 }, extended(state, { average })]
      }
    })(states)


import { type Params } from '../../algebra/Value.js'
import { positiveInteger } from '../../tensor/range.js'
import { type Averaged, averaging } from './averaging.js'
import { type States, type Transformed } from './States.js'

/**
 * Adds to every state the mean of the parameters of the last states, each with the same weight, as `average` (Polyak averaging,
 * stochastic weight averaging).
 *
 *     a ← p                        up to the state number `after`
 *     a ← a + (p − a) / (k + 1)    k states later
 *
 * Polyak and Juditsky, 1992, Acceleration of Stochastic Approximation by Averaging.
 *
 * @param after number of the first state that counts; earlier states have their own parameters as average. Default: 1.
 * @throws RangeError if `after` is not a positive integer
 * @example
 * const { average } = pipe(trajectory(student, examples, { from: 1 }), polyak(20), train(40))
 */
export const polyak = (
  after = 1
): (<S extends { readonly params: Params }, I>(states: I & States<S>) => Transformed<I, Averaged<S>>) => {
  positiveInteger('polyak: after', after)
  return averaging(undefined, states => (states < after ? 0 : (states - after + 1) / (states - after + 2)))
}

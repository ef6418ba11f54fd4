import { wholeNumber } from '../../tensor/range.js'
import { type States, type Transformed } from './States.js'
import { transform } from './transform.js'

/**
 * Yields the first n states of a sequence. No state after them is computed.
 *
 * @throws RangeError if n is not a whole number of at least 0
 * @example for (const { loss } of pipe(trajectory(student, examples, { from: 1 }), take(3))) console.log(loss)
 */
export const take = (n: number): (<S, I>(states: I & States<S>) => Transformed<I, S>) => {
  wholeNumber('take: n', n)
  return <S, I>(states: I & States<S>) =>
    transform({
      start: 0,
      step: (taken, state: S) => [taken + 1, state],
      isOver: taken => taken >= n
    })(states)
}

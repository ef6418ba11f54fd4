import { wholeNumber } from '../../tensor/range.js'
import { type States, type Transformed } from './States.js'
import { transform } from './transform.js'

/**
 * The first n states.
 *
 * @throws RangeError if n is not a whole number of at least 0
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

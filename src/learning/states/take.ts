import { type States, type Transformed } from './States.js'
import { transform } from './transform.js'

/** The first n states. */
export const take =
  (n: number) =>
  <S, I>(states: I & States<S>): Transformed<I, S> =>
    transform({
      start: 0,
      step: (taken, state: S) => [taken + 1, state],
      isOver: taken => taken >= n
    })(states)

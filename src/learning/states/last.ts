import { none, type Option, some } from 'fp-ts/lib/Option.js'
import { consume } from './consume.js'
import { type Consumed, type States } from './States.js'

/**
 * The last state of a sequence, or `none` if it has no states. On an `AsyncIterable` it is a `Task`.
 *
 * @example pipe(trajectory(student, examples, { from: 1 }), take(10), lastState)
 */
export const lastState = <S, I>(states: I & States<S>): Consumed<I, Option<S>> =>
  consume({
    start: none,
    step: (_: Option<S>, state: S) => some(state),
    result: reached => reached
  })(states)

import { none, type Option, some } from 'fp-ts/lib/Option.js'
import { consume } from './consume.js'
import { type Consumed, type States } from './States.js'

/** The last state. A `Task` on an `AsyncIterable`. */
export const lastState = <S, I>(states: I & States<S>): Consumed<I, Option<S>> =>
  consume({
    start: none,
    step: (_: Option<S>, state: S) => some(state),
    result: reached => reached
  })(states)

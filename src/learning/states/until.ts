import { type States, type Transformed } from './States.js'
import { transform } from './transform.js'

/** The states up to the first one that satisfies a condition, and that one. */
export const until = <S, I = Iterable<S>>(
  satisfies: (state: S) => boolean
): ((states: I & States<S>) => Transformed<I, S>) =>
  transform({
    start: false,
    step: (_: boolean, state: S) => [satisfies(state), state],
    isOver: isSatisfied => isSatisfied
  })

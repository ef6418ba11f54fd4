import { type States, type Transformed } from './States.js'
import { transform } from './transform.js'

/**
 * Yields the states up to and including the first one that satisfies a condition.
 *
 * @example pipe(trajectory(student, examples, { from: 1 }), until(({ loss }) => loss < 0.01), lastState)
 */
export const until = <S, I = Iterable<S>>(
  satisfies: (state: S) => boolean
): ((states: I & States<S>) => Transformed<I, S>) =>
  transform({
    start: false,
    step: (_: boolean, state: S) => [satisfies(state), state],
    isOver: isSatisfied => isSatisfied
  })

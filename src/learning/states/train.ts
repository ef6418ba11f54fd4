import { isNone, none, type Option, some } from 'fp-ts/lib/Option.js'
import { positiveInteger } from '../../tensor/range.js'
import { consume } from './consume.js'
import { type Consumed, type States } from './States.js'

interface Memory<S> {
  readonly taken: number
  readonly reached: Option<S>
}

/**
 * Trains until the n-th state of a trajectory and returns that state. With the default stride of one epoch, n is the number of
 * epochs. With `stride: 1` it is the number of steps. If the trajectory ends earlier, the result is its last state.
 *
 * On an `AsyncIterable` the result is a `Task`, which rejects if the engine fails or the plan's signal is aborted.
 *
 * @throws RangeError if n is not a positive integer, or the trajectory has no states
 * @example pipe(trajectory(student, examples, { from: 1 }), train(200))
 */
export const train = (n: number): (<S, I>(states: I & States<S>) => Consumed<I, S>) => {
  positiveInteger('train: n', n)
  return <S, I>(states: I & States<S>) =>
    consume({
      start: { taken: 0, reached: none },
      step: ({ taken }: Memory<S>, state: S) => ({ taken: taken + 1, reached: some(state) }),
      isOver: ({ taken }) => taken === n,
      result: ({ reached }) => {
        if (isNone(reached)) throw new RangeError('train: a trajectory must have at least one state, found none')
        return reached.value
      }
    })(states)
}

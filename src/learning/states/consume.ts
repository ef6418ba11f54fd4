import { type Task } from 'fp-ts/lib/Task.js'
import { type Consumed, driven, type States } from './States.js'

/** A fold over a sequence, as pure functions. */
export interface Consumer<S, M, R> {
  /** The memory before the first state. */
  readonly start: M
  /** Returns the new memory. */
  readonly step: (memory: M, state: S) => M
  /** Whether the memory ignores the rest of the sequence. If so, no further state is requested. Default: never. */
  readonly isOver?: (memory: M) => boolean
  /** The result of the fold. */
  readonly result: (memory: M) => R
}

/** Folds a sequence of either kind. On an `AsyncIterable` the result is a `Task`. */
export const consume =
  <S, M, R>({ start, step, isOver = () => false, result }: Consumer<S, M, R>) =>
  <I>(states: I & States<S>): Consumed<I, R> =>
    driven(
      states,
      (states: Iterable<S>): R => {
        let memory = start
        for (const state of states) {
          memory = step(memory, state)
          if (isOver(memory)) break
        }
        return result(memory)
      },
      (states: AsyncIterable<S>): Task<R> =>
        async () => {
          let memory = start
          for await (const state of states) {
            memory = step(memory, state)
            if (isOver(memory)) break
          }
          return result(memory)
        }
    )

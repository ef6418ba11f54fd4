import { driven, type States, type Transformed } from './States.js'

/** A transformer of sequences, as pure functions. */
export interface Transformer<S, M, R> {
  /** The memory before the first state. */
  readonly start: M
  /** Returns the new memory and the state to yield. */
  readonly step: (memory: M, state: S) => readonly [memory: M, result: R]
  /** Whether the sequence ends here. If so, no further state is requested. Default: never; it ends with the states. */
  readonly isOver?: (memory: M) => boolean
}

/** Applies a transformer to a sequence of either kind. The result is as lazy as the states. */
export const transform =
  <S, M, R>({ start, step, isOver = () => false }: Transformer<S, M, R>) =>
  <I>(states: I & States<S>): Transformed<I, R> =>
    driven(
      states,
      (states: Iterable<S>): Iterable<R> => ({
        *[Symbol.iterator]() {
          let memory = start
          if (isOver(memory)) return
          for (const state of states) {
            const [next, result] = step(memory, state)
            memory = next
            yield result
            if (isOver(memory)) return
          }
        }
      }),
      (states: AsyncIterable<S>): AsyncIterable<R> => ({
        async *[Symbol.asyncIterator]() {
          let memory = start
          if (isOver(memory)) return
          for await (const state of states) {
            const [next, result] = step(memory, state)
            memory = next
            yield result
            if (isOver(memory)) return
          }
        }
      })
    )

import { type Task } from 'fp-ts/lib/Task.js'

/** A sequence of states: an `Iterable` on a synchronous engine, an `AsyncIterable` on an asynchronous one. */
export type States<S> = Iterable<S> | AsyncIterable<S>

/** `Later` if the sequence `I` is an `AsyncIterable`, `Now` if it is an `Iterable`. */
export type Driven<I, Now, Later> = I extends AsyncIterable<unknown> ? Later : Now

/** A sequence of `R` of the same kind as the sequence `I`: an `Iterable` or an `AsyncIterable`. */
export type Transformed<I, R> = Driven<I, Iterable<R>, AsyncIterable<R>>

/** The result of consuming a sequence `I`: `R` for an `Iterable`, `Task<R>` for an `AsyncIterable`. */
export type Consumed<I, R> = Driven<I, R, Task<R>>

/** Applies `now` to an `Iterable` and `later` to an `AsyncIterable`. */
export function driven<I, S extends Iterable<unknown>, T extends AsyncIterable<unknown>, Now, Later>(
  states: I & (S | T),
  now: (states: S) => Now,
  later: (states: T) => Later
): Driven<I, Now, Later>
export function driven<S extends Iterable<unknown>, T extends AsyncIterable<unknown>>(
  states: S | T,
  now: (states: S) => unknown,
  later: (states: T) => unknown
): unknown {
  return Symbol.asyncIterator in states ? later(states) : now(states)
}

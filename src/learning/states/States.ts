import { type Task } from 'fp-ts/lib/Task.js'

/** A sequence of states: `Iterable` where the engine answers at once, `AsyncIterable` where it answers later. */
export type States<S> = Iterable<S> | AsyncIterable<S>

/** `Later` for an `AsyncIterable`, `Now` for an `Iterable`. */
export type Driven<I, Now, Later> = I extends AsyncIterable<unknown> ? Later : Now

/** A sequence of other states that answers when the sequence `I` does. */
export type Transformed<I, R> = Driven<I, Iterable<R>, AsyncIterable<R>>

/** What is made of a whole sequence `I`: a `Task` if it answers later. */
export type Consumed<I, R> = Driven<I, R, Task<R>>

/** Handles the two kinds of sequences, and gives what the one or the other handler gives. */
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

import { chain, type Either, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { attempt } from '../codec/Codec.js'
import { type Wire } from './Wire.js'

/**
 * Work that any machine can do: a pure function in three steps. What is applied first is sent once, and a worker keeps what it
 * returns.
 *
 *     run(job)                 compiles the program         once per training
 *     run(job)(state)          decodes the parameters       once per step
 *     run(job)(state)(part)    computes one part            may run twice, late, or elsewhere
 *
 * @example
 * const numbers = jsonWire('number', t.number)
 * const squares: Work<number, number, number, number> = {
 *   name: 'squares',
 *   job: numbers, state: numbers, part: numbers, result: numbers,
 *   run: a => b => x => a + b * x * x
 * }
 */
export interface Work<J, S, T, R> {
  /** Name under which workers find the work. */
  readonly name: string
  readonly job: Wire<J>
  readonly state: Wire<S>
  readonly part: Wire<T>
  readonly result: Wire<R>
  readonly run: (job: J) => (state: S) => (part: T) => R
  /**
   * Parts are too long to be computed twice. A pool then does not compare the bits of the first part with those of a new worker.
   * Default: false.
   */
  readonly isLong?: boolean
}

/** A work from bytes to bytes, as a worker sees it. A `Left` is one line. */
export interface Served {
  readonly name: string
  readonly begin: (job: Uint8Array) => Either<string, ServedJob>
}

/** A job that a worker has begun. */
export type ServedJob = (state: Uint8Array) => Either<string, ServedState>

/** A job with a state. */
export type ServedState = (part: Uint8Array) => Either<string, Uint8Array>

/** Hides the types of a work, so that a worker can have a list of works. */
export const served = <J, S, T, R>({ name, job, state, part, result, run }: Work<J, S, T, R>): Served => ({
  name,
  begin: bytes =>
    pipe(
      job.decode(bytes),
      chain(found => attempt(name, () => run(found))),
      map(
        withJob => bytes =>
          pipe(
            state.decode(bytes),
            chain(found => attempt(name, () => withJob(found))),
            map(
              withState => bytes =>
                pipe(
                  part.decode(bytes),
                  chain(found => attempt(name, () => withState(found))),
                  chain(result.encode)
                )
            )
          )
      )
    )
})

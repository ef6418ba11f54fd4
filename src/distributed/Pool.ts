import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Work } from './Work.js'

/**
 * Machines that share the parts of a work.
 *
 *     pool.run(work)(job)(state)(parts) = parts.map(work.run(job)(state))      bit for bit, in the order of the parts
 *
 * A `Left` is one line: a part that fails, or a pool that cannot be reached. `poolLaws` of `pullback/laws` checks a pool.
 */
export interface Pool {
  /** Name for messages, such as `threads`. */
  readonly name: string
  readonly run: <J, S, T, R>(
    work: Work<J, S, T, R>
  ) => (job: J) => (state: S) => (parts: readonly T[]) => TaskEither<string, readonly R[]>
}

/** The error with which a distributed training rejects if its pool fails. Its message is the line of the pool. */
export interface PoolError extends Error {
  readonly name: 'PoolError'
}

/** Builds a `PoolError`. */
export const poolError = (message: string): PoolError =>
  Object.assign(new Error(message), { name: 'PoolError' as const })

/** Whether an error is a `PoolError`. */
export const isPoolError = (error: unknown): error is PoolError => error instanceof Error && error.name === 'PoolError'

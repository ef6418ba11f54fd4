import { left, right } from 'fp-ts/lib/Either.js'
import { type Pool } from './Pool.js'

/** The message of an error, on one line. */
export const lineOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\s+/g, ' ')

/** A function that computes its result at the first call. */
export const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => (made ??= { value: make() }).value
}

/**
 * A pool in this process: computes the parts one after the other, and sends nothing. Use it to try a distributed training, and in
 * tests.
 *
 * @example distribute(here)(student, examples, { shards: 4, from: 42 })
 */
export const here: Pool = {
  name: 'here',
  run: work => job => {
    const withJob = once(() => work.run(job))
    return state => parts => () => {
      try {
        return Promise.resolve(right(parts.map(withJob()(state))))
      } catch (error) {
        return Promise.resolve(left(`${work.name}: ${lineOf(error)}`))
      }
    }
  }
}

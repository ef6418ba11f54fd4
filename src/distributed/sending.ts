import { type Either, isLeft, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { once } from './here.js'
import { type Pool } from './Pool.js'
import { type Request, type Source } from './serve.js'

/** Distinguishes the jobs and states of this process. */
let keys = 0

const sourceOf = (encode: () => Either<string, Uint8Array>): Source => {
  const bytes = once(encode)
  return { key: String(keys++), bytes: () => Promise.resolve(bytes()) }
}

/**
 * The `run` of a pool that computes parts from bytes: encodes the job and the state once, and decodes the results in the order of the
 * parts. The first part that fails is the result of the whole.
 *
 * @param execute computes one part, anywhere
 * @param place puts the bytes of a job or a state where all parts find them, such as in shared memory. Default: leaves them.
 */
export const sending =
  (
    execute: (request: Request) => TE.TaskEither<string, Uint8Array>,
    place: (bytes: Uint8Array) => Uint8Array = bytes => bytes
  ): Pool['run'] =>
  work =>
  job => {
    const sentJob = sourceOf(() => pipe(work.job.encode(job), map(place)))
    return state => {
      const sentState = sourceOf(() => pipe(work.state.encode(state), map(place)))
      return parts => async () => {
        const found = await Promise.all(
          parts.map(async part => {
            const request = {
              work: work.name,
              job: sentJob,
              state: sentState,
              part: sourceOf(() => work.part.encode(part))
            }
            const bytes = await execute(request)()
            return isLeft(bytes) ? bytes : work.result.decode(bytes.right)
          })
        )
        const results = []
        for (const one of found) {
          if (isLeft(one)) return one
          results.push(one.right)
        }
        return right(results)
      }
    }
  }

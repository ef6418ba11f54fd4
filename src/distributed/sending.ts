import { type Either, isLeft, right } from 'fp-ts/lib/Either.js'
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
 */
export const sending =
  (execute: (request: Request) => TE.TaskEither<string, Uint8Array>): Pool['run'] =>
  work =>
  job => {
    const sentJob = sourceOf(() => work.job.encode(job))
    return state => {
      const sentState = sourceOf(() => work.state.encode(state))
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

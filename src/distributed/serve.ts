import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { listed, shortly } from '../codec/complaint.js'
import { type Keeping, keeping } from './keeping.js'
import { type Served, type ServedJob, type ServedState } from './Work.js'

/** Bytes that a worker may have already: their name, and where they are. */
export interface Source {
  readonly key: string
  readonly bytes: TaskEither<string, Uint8Array>
}

/** A part to compute. */
export interface Request {
  /** Name of the work. */
  readonly work: string
  readonly job: Source
  readonly state: Source
  readonly part: Source
}

/** Number of jobs, and of states, that a worker keeps. */
export const kept = 4

/**
 * Computes parts from bytes. Keeps the jobs and the states it has decoded under their keys, so their bytes are read once.
 *
 * @param works the works that this machine can do
 */
export const serving = (works: readonly Served[]): ((request: Request) => TaskEither<string, Uint8Array>) => {
  const known = new Map(works.map(work => [work.name, work]))
  const jobs = keeping<ServedJob>(kept)
  const states = keeping<ServedState>(kept)

  const read = async <A>(
    { key, bytes }: Source,
    found: Keeping<A>,
    decode: (bytes: Uint8Array) => Either<string, A>
  ): Promise<Either<string, A>> => {
    const known = found.get(key)
    if (known !== undefined) return right(known)
    const read = await bytes()
    if (isLeft(read)) return read
    const decoded = decode(read.right)
    if (!isLeft(decoded)) found.set(key, decoded.right)
    return decoded
  }

  return ({ work, job, state, part }) =>
    async () => {
      const found = known.get(work)
      if (found === undefined)
        return left(`the work must be one of ${listed([...known.keys()])}, found ${shortly(work)}`)
      const jobKey = `${work} ${job.key}`
      const begun = await read({ ...job, key: jobKey }, jobs, found.begin)
      if (isLeft(begun)) return begun
      const withState = await read({ ...state, key: `${jobKey} ${state.key}` }, states, begun.right)
      if (isLeft(withState)) return withState
      const bytes = await part.bytes()
      return isLeft(bytes) ? bytes : withState.right(bytes.right)
    }
}

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { lastCheckpoint, readCheckpoint } from '../../codec/checkpointFolder.js'
import { type Checkpoint } from '../../index.js'
import { badData, type Failure, usage } from '../Command.js'

/** Settings by name, as a checkpoint stores them. */
export type Kept = Readonly<Record<string, string>>

/** The engines that compute the same bits, for the settings that a checkpoint stores. */
export const bitsOf = (engine: string): string =>
  engine === 'onnx' || engine === 'wasm' ? engine : 'javascript or eager'

/** Rejects a checkpoint of other settings or other data. */
const belonging =
  (path: string, expected: Kept) =>
  (found: Checkpoint): Either<Failure, Checkpoint> => {
    const { run } = found
    const other = Object.keys(expected).find(name => (run[name] ?? '') !== expected[name])
    if (other === undefined) return right(found)
    if (other === 'data') return left(badData(`${path} was written for other data: choose another --checkpoint folder`))
    const [its, ours] = [run[other] ?? '', expected[other]].map(setting => JSON.stringify(setting))
    const fault = `${path} was written with ${other} ${its}, this run has ${ours}`
    return left(usage(`${fault}: use the same, or another --checkpoint folder`))
  }

/** Reads a checkpoint of these settings and this data. */
export const readOwn = (path: string, run: Kept): TE.TaskEither<Failure, Checkpoint> =>
  pipe(readCheckpoint(path), TE.mapLeft(badData), TE.chainEitherK(belonging(path, run)))

/** The last checkpoint of a folder with `--resume`; `undefined` if the folder has no checkpoint. Without `--resume`, the folder must be empty. */
export const latest = (folder: string, run: Kept, resume: boolean): TE.TaskEither<Failure, Checkpoint | undefined> =>
  pipe(
    lastCheckpoint(folder),
    TE.mapLeft(badData),
    TE.chain((last): TE.TaskEither<Failure, Checkpoint | undefined> => {
      if (last === undefined) return TE.right(undefined)
      const line = `${folder} already holds checkpoints: add --resume to continue, or choose another --checkpoint folder`
      return resume ? readOwn(last, run) : TE.left(usage(line))
    })
  )

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chainEitherK, mapLeft, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { readBytes } from '../../files.js'
import { badData, type Failure } from '../Command.js'

/** Bytes. Longer texts would not fit into memory as sequences. */
const longest = 2 ** 25

const decoded =
  (path: string) =>
  (bytes: Uint8Array): Either<Failure, string> => {
    const isBinary = badData(`${path} must be a text in UTF-8: it is a binary file, or has another encoding`)
    if (bytes.length === 0) return left(badData(`${path} must be a text, found an empty file`))
    if (bytes.includes(0)) return left(isBinary)
    try {
      return right(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    } catch {
      return left(isBinary)
    }
  }

/** Reads a text in UTF-8. */
export const readText = (path: string): TaskEither<Failure, string> =>
  pipe(readBytes(path, longest), mapLeft(badData), chainEitherK(decoded(path)))

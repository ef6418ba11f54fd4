/** An IDX file on disk. */
import { type Either, mapLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chainEitherK, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { readBytes } from './file.js'
import { decodeIdx, type Idx, mostBytes } from './idx.js'

/** Reads a file of so many axes. A `Left` is one line, which begins with the path. */
export const readIdx = (path: string, axes: number): TaskEither<string, Idx> =>
  pipe(
    readBytes(path, mostBytes),
    chainEitherK((bytes): Either<string, Idx> =>
      pipe(
        decodeIdx(axes)(bytes),
        mapLeft(line => `${path}: ${line}`)
      )
    )
  )

import { type Either, mapLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chainEitherK, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { readBytes } from './file.js'
import { decodeIdx, type Idx, mostBytes } from './idx.js'

/**
 * Reads an IDX file, the format of MNIST and Fashion-MNIST: plain or compressed with gzip, of unsigned bytes.
 *
 * @param axes expected number of axes: 3 for images, 1 for labels
 * @returns a `Left` of one line that begins with the path
 * @example const images = await readIdx('train-images-idx3-ubyte.gz', 3)()
 */
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

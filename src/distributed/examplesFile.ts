import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, isAbsolute, join, normalize } from 'node:path'
import { shortly } from '../codec/complaint.js'
import { fileReason, writeBytes } from '../codec/file.js'
import { type Examples, type ExamplesFile, isFile, packExamples, Placed, unpackExamples } from './Assignment.js'
import { type Site } from './Site.js'
import { type Value } from '../algebra/Value.js'
import { type Dataset } from '../data/Dataset.js'
import { orThrow } from './orThrow.js'
import { adapted, packedWire } from './Wire.js'

/** Sends examples, or the name of a file with them. */
export const examplesWire = adapted(
  packedWire('examples', Placed),
  (examples: Examples | ExamplesFile) => right(packExamples(examples)),
  unpackExamples
)

/** SHA-256 of some bytes, in hexadecimal. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * Writes examples to a file, for data that is too large to be sent. Copy the file to the data folder of every worker, and pass the
 * result to `distribute` as `data`.
 *
 * @returns the name of the file and its SHA-256, or a `Left` of one line
 * @example const data = await writeExamples('data/digits.safetensors', digits)()
 */
export const writeExamples = <A extends Value, T extends Value>(
  path: string,
  examples: Dataset<A, T>
): TE.TaskEither<string, ExamplesFile> =>
  pipe(
    TE.fromEither(examplesWire.encode(examples)),
    TE.chain(bytes =>
      pipe(
        writeBytes(path, bytes),
        TE.map(() => ({ file: basename(path), sha256: sha256(bytes) }))
      )
    )
  )

/** Maximum length of a file of examples, in bytes: 2 GiB. */
const longest = 2 ** 31

const read = (folder: string, { file, sha256: expected }: ExamplesFile): Either<string, Examples> => {
  const path = normalize(file)
  if (isAbsolute(path) || path.startsWith('..'))
    return left(`a file of examples must be below the data folder, found ${shortly(file)}`)
  try {
    const { size } = statSync(join(folder, path))
    if (size > longest) return left(`${file} must have at most ${longest} bytes, found ${size}`)
    const bytes = readFileSync(join(folder, path))
    const found = sha256(bytes)
    if (found !== expected) return left(`${file} must have the SHA-256 ${expected}, found other data, ${found}`)
    const decoded = examplesWire.decode(bytes)
    if (isLeft(decoded)) return decoded
    return isFile(decoded.right) ? left(`${file} must hold examples, found the name of a file`) : right(decoded.right)
  } catch (error) {
    return left(`${file} cannot be read below the data folder: ${fileReason(error)}`)
  }
}

/**
 * The examples of a job: those that were sent, or those of a file below the data folder.
 *
 * @throws Error if the file cannot be read, or holds other data
 */
export const examplesAt =
  ({ dataFolder = '.' }: Site) =>
  (examples: Examples | ExamplesFile): Examples =>
    isFile(examples) ? orThrow(read(dataFolder, examples)) : examples

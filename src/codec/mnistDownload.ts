import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import {
  chain,
  chainEitherK,
  map,
  mapLeft,
  orElse,
  type TaskEither,
  traverseSeqArray,
  tryCatch
} from 'fp-ts/lib/TaskEither.js'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ReadableStreamDefaultReader } from 'node:stream/web'
import { codeOf, fileReason, type Read, writeBytes } from './file.js'
import { makeFolder } from './makeFolder.js'

/** A published file: its name, its size in bytes and its MD5 checksum. */
export interface Published {
  readonly name: string
  readonly size: number
  readonly md5: string
}

/** The four files of MNIST, as their authors published them. */
export const published: readonly Published[] = [
  { name: 'train-images-idx3-ubyte.gz', size: 9_912_422, md5: 'f68b3c2dcbeaaa9fbdd348bbdeb94873' },
  { name: 'train-labels-idx1-ubyte.gz', size: 28_881, md5: 'd53e105ee54ea40749a09fcbcd1e9432' },
  { name: 't10k-images-idx3-ubyte.gz', size: 1_648_877, md5: '9fb629c4189551a2d022fa330f9573f3' },
  { name: 't10k-labels-idx1-ubyte.gz', size: 4542, md5: 'ec29112dd5afa0611ce80d1b7f02629c' }
]

/** The mirror that PyTorch uses. */
export const mirror = 'https://ossci-datasets.s3.amazonaws.com/mnist/'

/** Called with the number of bytes so far, of all files. `false` cancels the download. */
export type Watch = (read: Read) => IO<boolean>

/** Checks size and checksum. */
const check =
  ({ size, md5 }: Published) =>
  (bytes: Uint8Array): Either<string, Uint8Array> => {
    if (bytes.length !== size) return left(`expected ${size} bytes, found ${bytes.length}`)
    const sum = createHash('md5').update(bytes).digest('hex')
    return sum === md5 ? right(bytes) : left(`expected the MD5 sum ${md5}, found ${sum}`)
  }

/** The reason of a failure: its code, such as `ENOTFOUND`, or its message. `fetch` wraps the error of the connection as `cause`. */
const reason = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined ? reason(error.cause) : codeOf(error) || fileReason(error)

/** Downloads a file. Stops at the first chunk beyond the expected size, and when the connection ends. `check` finds the fault. */
const fetchBytes = async (url: string, size: number, continues: (received: number) => boolean): Promise<Uint8Array> => {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`HTTP status ${response.status}`)
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
  const chunks: Uint8Array[] = []
  let received = 0
  while (received <= size && continues(received)) {
    const chunk = await reader?.read().catch(() => undefined)
    if (chunk?.value === undefined) break
    chunks.push(chunk.value)
    received += chunk.value.length
  }
  await reader?.cancel().catch(() => undefined)
  return Buffer.concat(chunks)
}

const keep = (folder: string, { name }: Published, bytes: Uint8Array): TaskEither<string, void> =>
  pipe(
    tryCatch(
      () => makeFolder(folder),
      error => `${join(folder, name)} cannot be written: ${fileReason(error)}`
    ),
    chain(() => writeBytes(join(folder, name), bytes))
  )

/**
 * Downloads files into a folder, except those that are there already with the right size and checksum.
 *
 * @param base URL of the mirror
 * @returns a `Left` of one line that begins with the URL or the path
 */
export const download = (
  base: string,
  folder: string,
  files: readonly Published[],
  watch: Watch
): TaskEither<string, void> => {
  const bytesOf = (some: readonly Published[]): number => some.reduce((sum, { size }) => sum + size, 0)
  const total = bytesOf(files)
  const fetched = (file: Published): TaskEither<string, void> => {
    const before = bytesOf(files.slice(0, files.indexOf(file)))
    const url = `${base.replace(/\/*$/, '/')}${file.name}`
    return pipe(
      tryCatch(
        () => fetchBytes(url, file.size, received => watch({ done: before + received, total })()),
        error => `download failed: ${reason(error)}`
      ),
      chainEitherK(check(file)),
      mapLeft(line => `${url}: ${line}`),
      chain(bytes => keep(folder, file, bytes))
    )
  }
  const kept = (file: Published): TaskEither<string, Uint8Array> =>
    pipe(
      tryCatch(() => readFile(join(folder, file.name)), reason),
      chainEitherK(check(file))
    )
  return pipe(
    files,
    traverseSeqArray(file =>
      pipe(
        kept(file),
        map(() => undefined),
        orElse(() => fetched(file))
      )
    ),
    map(() => undefined)
  )
}

/** An IDX file on disk. */
import { pipe } from 'fp-ts/lib/function.js'
import { chainEitherK, mapLeft, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { open } from 'node:fs/promises'
import { decodeIdx, type Idx, mostBytes } from './idx.js'

/** What is wrong with a file that cannot be read, as a person would say it. */
const reason = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'expected a file, found nothing'
  if (code === 'EISDIR') return 'expected a file, found a folder'
  return `expected a file that can be read, found ${error instanceof Error ? error.message : String(error)}`
}

const readBytes = async (path: string): Promise<Uint8Array> => {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size > mostBytes) throw new Error(`${size} bytes, more than ${mostBytes}`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** Reads a file of so many axes. A `Left` is one line, which begins with the path. */
export const readIdx = (path: string, axes: number): TaskEither<string, Idx> =>
  pipe(
    tryCatch(() => readBytes(path), reason),
    chainEitherK(decodeIdx(axes)),
    mapLeft(line => `${path}: ${line}`)
  )

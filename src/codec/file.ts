/** Files, read up to a length and written whole or not at all. A `Left` is one line that begins with the path. */
import { pipe } from 'fp-ts/lib/function.js'
import { mapLeft, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { writeFileSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'

const isFolder = 'it is a folder, not a file'

/** What the errors of a file system mean. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a folder on the way to it is a file',
  EEXIST: 'a folder on the way to it is a file',
  EISDIR: isFolder,
  EACCES: 'access is not permitted',
  EPERM: 'access is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'no space is left in the quota of the disk',
  EFBIG: 'the file would be larger than is permitted',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long'
}

/** `ENOENT`, where it is an error of the system. */
export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Why a file could not be read or written, in words. */
export const fileReason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return reasons[codeOf(error)] ?? error.message.replace(/\s+/g, ' ')
}

/** Longer files are none of ours. */
const longestFile = 2 ** 31

const readUpTo = async (path: string, most: number): Promise<Uint8Array> => {
  const file = await open(path)
  try {
    const stat = await file.stat()
    if (stat.size > most) throw new Error(`it must be at most ${most} bytes long, found ${stat.size}`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

export const readBytes = (path: string, most = longestFile): TaskEither<string, Uint8Array> =>
  tryCatch(
    () => readUpTo(path, most),
    error => `${path} cannot be read: ${fileReason(error)}`
  )

/** A rename lasts once the folder that holds the name is on the disk too. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What is renamed over is gone: a device or a pipe is not replaced. */
export const requireReplaceable = async (path: string): Promise<void> => {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw new Error(isFolder)
  if (found?.isFile() === false) throw new Error('it is a device or a pipe, not a file')
}

/**
 * Writes beside the file, syncs, and renames: whoever reads the path finds the file before or the file after, and nothing in
 * between. What is beside it is written by Node: the library would write once, and take the part that a disk had room for as
 * the whole.
 */
export const writeBytes = (path: string, bytes: Uint8Array | string): TaskEither<string, void> =>
  pipe(
    tryCatch(async () => {
      await requireReplaceable(path)
      await writeFileAtomic(path, '', { tmpfileCreated: beside => writeFileSync(beside, bytes) })
      await syncFolder(dirname(path))
    }, fileReason),
    mapLeft(reason => `${path} cannot be written: ${reason}`)
  )

import { pipe } from 'fp-ts/lib/function.js'
import { mapLeft, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { writeFileSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'

const isFolder = 'it is a folder, not a file'
const partIsFile = 'a parent folder in this path is a file'

/** Error codes of the file system in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: partIsFile,
  EEXIST: partIsFile,
  EISDIR: isFolder,
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is exceeded',
  EFBIG: 'the file would exceed the size limit',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long'
}

/** The code of a system error, such as `ENOENT`. Empty for other errors. */
export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** The reason why a file could not be read or written, on one line. */
export const fileReason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return reasons[codeOf(error)] ?? error.message.replace(/\s+/g, ' ')
}

/** The reason why a file could not be written, on one line. Names the folder if it is missing. */
export const writeReason =
  (path: string) =>
  (error: unknown): string =>
    codeOf(error) === 'ENOENT' ? `the folder ${dirname(path)} does not exist` : fileReason(error)

/** Progress of reading a file. */
export interface Read {
  /** Bytes read so far. */
  readonly done: number
  /** Length of the file in bytes. */
  readonly total: number
}

/** Maximum length of a file, in bytes: 2 GiB. */
const longestFile = 2 ** 31

const readUpTo = async (path: string, most: number): Promise<Uint8Array> => {
  const file = await open(path)
  try {
    const stat = await file.stat()
    if (stat.size > most) throw new Error(`a file must have at most ${most} bytes, found ${stat.size}`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/**
 * Reads a file.
 *
 * @param most maximum length in bytes: a longer file is refused before it is read. Default: 2^31 (2 GiB).
 * @returns a `Left` of one line that begins with the path
 * @example const bytes = await readBytes('model.safetensors')()
 */
export const readBytes = (path: string, most = longestFile): TaskEither<string, Uint8Array> =>
  tryCatch(
    () => readUpTo(path, most),
    error => `${path} cannot be read: ${fileReason(error)}`
  )

/** Flushes a folder to disk. Until then a crash can undo a rename in it. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Throws if a path is a folder, a device or a pipe: the rename in `writeBytes` would replace it with a file. */
export const requireReplaceable = async (path: string): Promise<void> => {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw new Error(isFolder)
  if (found?.isFile() === false) throw new Error('it is a device or a pipe, not a file')
}

/**
 * Writes a file atomically: a reader, or a crash, finds either the old content or the new one.
 *
 * The bytes go to a temporary file in the same folder, which is flushed to disk and then renamed.
 *
 * @returns a `Left` of one line that begins with the path. Folders, devices and pipes are refused.
 * @example await writeBytes('model.safetensors', bytes)()
 */
export const writeBytes = (path: string, bytes: Uint8Array | string): TaskEither<string, void> =>
  pipe(
    tryCatch(async () => {
      await requireReplaceable(path)
      // Node writes the bytes: `writeFileAtomic` writes once, and would rename a file that a full disk has truncated.
      await writeFileAtomic(path, '', { tmpfileCreated: beside => writeFileSync(beside, bytes) })
      await syncFolder(dirname(path))
    }, writeReason(path)),
    mapLeft(reason => `${path} cannot be written: ${reason}`)
  )

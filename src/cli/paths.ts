import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { requireReplaceable, writeReason } from '../codec/file.js'
import { badData, type Failure, usage } from './Command.js'

/** Paths by the options that name them. */
type Paths = Readonly<Record<string, string | undefined>>

/** Device and inode, because a file may have several names; the absolute path if the file does not exist. */
const identityOf = async (path: string): Promise<string> => {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? resolve(path) : `${found.dev} ${found.ino}`
}

const distinct =
  (paths: Paths): TE.TaskEither<Failure, void> =>
  async () => {
    const taken = new Map<string, string>()
    for (const [name, path] of Object.entries(paths)) {
      if (path === undefined) continue
      const identity = await identityOf(path)
      const other = taken.get(identity)
      if (other !== undefined)
        return TE.left(usage(`${name} must not be the same file as ${other}, found ${JSON.stringify(path)}`))()
      taken.set(identity, name)
    }
    return TE.right(undefined)()
  }

const canWrite = (path: string): TE.TaskEither<Failure, void> =>
  pipe(
    TE.tryCatch(async () => {
      await requireReplaceable(path)
      // Writing creates a temporary file in the same folder. The dot makes `access` fail if the parent is a file.
      await access(`${dirname(path)}/.`, constants.W_OK)
    }, writeReason(path)),
    TE.mapLeft(reason => badData(`${path} cannot be written: ${reason}`))
  )

/**
 * Fails if two options name the same file, or if a file cannot be written, as far as that is known in advance. Commands check this
 * first, so that no work is lost.
 */
export const checkPaths = (read: Paths, written: Paths): TE.TaskEither<Failure, void> =>
  pipe(
    distinct({ ...read, ...written }),
    TE.chain(() => TE.traverseSeqArray(canWrite)(Object.values(written).filter(path => path !== undefined))),
    TE.map(() => undefined)
  )

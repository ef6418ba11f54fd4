import { left, right } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Failure, usage } from './Command.js'

/** Device and inode, because a file may have several names; the absolute path if the file does not exist. */
const identityOf = async (path: string): Promise<string> => {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? resolve(path) : `${found.dev} ${found.ino}`
}

/** Fails if two options name the same file. Pass the files to read before the files to write. */
export const distinct =
  (files: Readonly<Record<string, string | undefined>>): TaskEither<Failure, void> =>
  async () => {
    const taken = new Map<string, string>()
    for (const [name, path] of Object.entries(files)) {
      if (path === undefined) continue
      const identity = await identityOf(path)
      const other = taken.get(identity)
      if (other !== undefined)
        return left(usage(`${name} must not be the same file as ${other}, found ${JSON.stringify(path)}`))
      taken.set(identity, name)
    }
    return right(undefined)
  }

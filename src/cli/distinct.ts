/** What is written must not be what is read, nor what else is written. */
import { left, right } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Failure, usage } from './Command.js'

/** A file may have several names; one that is not there yet has this one. */
const identityOf = async (path: string): Promise<string> => {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? resolve(path) : `${found.dev} ${found.ino}`
}

/** Files by what they are asked for with: what is read first, then what is written. */
export const distinct =
  (files: Readonly<Record<string, string | undefined>>): TaskEither<Failure, void> =>
  async () => {
    const taken = new Map<string, string>()
    for (const [name, path] of Object.entries(files)) {
      if (path === undefined) continue
      const identity = await identityOf(path)
      const other = taken.get(identity)
      if (other !== undefined)
        return left(usage(`${name} must not be the file of ${other}, found ${JSON.stringify(path)}`))
      taken.set(identity, name)
    }
    return right(undefined)
  }

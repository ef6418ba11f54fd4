import { pipe } from 'fp-ts/lib/function.js'
import { mapLeft, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import { requireReplaceable, writeReason } from '../codec/file.js'
import { badData, type Failure } from './Command.js'

/** Fails if a file cannot be written, as far as that is known in advance. Commands check this first, so that no work is lost. */
export const canWrite = (path: string): TaskEither<Failure, void> =>
  pipe(
    tryCatch(async () => {
      await requireReplaceable(path)
      // Writing creates a temporary file in the same folder. The dot makes `access` fail if the parent is a file.
      await access(`${dirname(path)}/.`, constants.W_OK)
    }, writeReason(path)),
    mapLeft(reason => badData(`${path} cannot be written: ${reason}`))
  )

/** Whether a file can be written, as far as that can be known beforehand: it is asked before the work, so that none is lost. */
import { pipe } from 'fp-ts/lib/function.js'
import { mapLeft, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileReason, requireReplaceable } from '../codec/file.js'
import { badData, type Failure } from './Command.js'

export const canWrite = (path: string): TaskEither<Failure, void> =>
  pipe(
    tryCatch(async () => {
      await requireReplaceable(path)
      // A file is written beside the one that it replaces. The dot tells a folder from a file.
      await access(`${dirname(path)}/.`, constants.W_OK)
    }, fileReason),
    mapLeft(reason => badData(`${path} cannot be written: ${reason}`))
  )

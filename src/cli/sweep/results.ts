import { isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts/lib/index.js'
import { appendFile, readFile } from 'node:fs/promises'
import { codeOf, fileReason, writeReason } from '../../codec/file.js'
import { float } from '../../codec/float.js'
import { parseJson } from '../../codec/json.js'
import { badData, type Failure, usage } from '../Command.js'

const optional = t.union([float, t.undefined])

/** A trial in the file of results. */
const Row = t.type({
  /** What the trial depends on: data, settings and seed, as text. */
  trial: t.string,
  epoch: t.number,
  loss: float,
  validationLoss: optional,
  accuracy: optional
})

/** A trial in the file of results. */
export type Row = t.TypeOf<typeof Row>

/**
 * The trials that a file of results has. A line that was cut off by a crash is ignored: its trial runs again.
 *
 * @param resume whether the file may have trials
 */
export const readResults =
  (path: string | undefined, resume: boolean): TaskEither<Failure, readonly Row[]> =>
  async () => {
    if (path === undefined)
      return resume ? left(usage('--resume needs --results <file>, which has the trials so far')) : right([])
    let content: string
    try {
      content = await readFile(path, 'utf8')
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? right([]) : left(badData(`${path} cannot be read: ${fileReason(error)}`))
    }
    if (!resume && content !== '')
      return left(usage(`${path} already holds trials: add --resume to continue, or choose another --results file`))
    return right(
      content.split('\n').flatMap(line => {
        const parsed = parseJson(line)
        const row = Row.decode(isLeft(parsed) ? undefined : parsed.right)
        return isLeft(row) ? [] : [row.right]
      })
    )
  }

/** Adds a trial to the file. It begins with a line break, which ends a line that a crash has cut off. */
export const addResult = (path: string | undefined, row: Row): TaskEither<Failure, void> =>
  path === undefined
    ? () => Promise.resolve(right(undefined))
    : tryCatch(
        () => appendFile(path, `\n${JSON.stringify(Row.encode(row))}`),
        error => badData(`${path} cannot be written: ${writeReason(path)(error)}`)
      )

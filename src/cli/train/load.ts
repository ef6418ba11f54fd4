import { pipe } from 'fp-ts/lib/function.js'
import { chainEitherK, chainFirstIOK, mapLeft, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as E from 'fp-ts/lib/Either.js'
import { basename } from 'node:path'
import { type Expected, readModel, readTable, type Table, type TableModel } from '../../files.js'
import { type Model } from '../../index.js'
import { badData, type Failure, unlessInterrupted } from '../Command.js'
import { showBytes } from '../displays.js'
import { type Display } from '../Progress.js'
import { counted } from '../progressText.js'
import { type Terminal } from '../Terminal.js'

/** Bytes. Shorter files are read too quickly for a bar. */
const longFile = 1e6

/** What a user should know about how a table was read, one line for each. */
const remarksOn = ({ dropped, gaps = [], remarks = [] }: Table): readonly string[] => {
  const places = gaps.map(
    ({ column, found, rows }) => `${JSON.stringify(column)} has ${JSON.stringify(found)} in ${counted(rows, 'row')}`
  )
  const what =
    dropped === undefined ? 'filled in missing values' : `skipped ${counted(dropped, 'row')} with missing values`
  return [...(gaps.length === 0 ? [] : [`${what}: ${places.join(', ')}`]), ...remarks]
}

/** The name of a table in messages. */
export const nameOf = (path: string): string => (path === '-' ? 'stdin' : path)

/** Reads a table, with a bar for long files, and writes remarks on it. */
export const loadTable =
  (path: string, expected: Expected, display: Display) =>
  (terminal: Terminal): TaskEither<Failure, Table> => {
    const begin = terminal.seconds()
    return pipe(
      readTable(path, expected, read => () => {
        if (read.total >= longFile) showBytes(display, basename(path), read, terminal.seconds() - begin)()
      }),
      mapLeft(badData),
      chainFirstIOK(() => display.end),
      chainFirstIOK(table => () => {
        for (const remark of remarksOn(table)) terminal.writeError(`${nameOf(path)}: ${remark}\n`)()
      }),
      unlessInterrupted(terminal)
    )
  }

export const loadModel = (path: string): TaskEither<Failure, Model> => pipe(readModel(path), mapLeft(badData))

/** Reads a model that `pullback train` made from a table. */
export const loadTableModel = (path: string): TaskEither<Failure, TableModel> =>
  pipe(
    loadModel(path),
    chainEitherK(({ preparation, ...model }) =>
      preparation === undefined
        ? E.left(badData(`${path} does not say how to encode the rows of a table: expected a model of pullback train`))
        : E.right({ ...model, preparation })
    )
  )

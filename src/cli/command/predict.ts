/** `pullback predict`: what a model makes of the rows of a table. */
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { apS, bind, bindTo, chainEitherK, fromEither, map } from 'fp-ts/lib/TaskEither.js'
import { command, diverged, type Failure, type Run } from '../Command.js'
import { engineNamed, ofEngine } from '../engine.js'
import { exitCode } from '../exitCode.js'
import { type Given, option, type shared } from '../Option.js'
import { loadTable, loadTableModel } from '../train/load.js'
import { ofCsv, ofModel, tableFormats } from '../train/reading.js'
import { predictions, type Row } from '../train/predictions.js'
import { fieldsOf } from '../../codec/preparation.js'
import { through } from '../train/through.js'
import { text } from '../Written.js'

const options = {
  input: option(text('a file'), {
    text: `a table with the columns that the model takes: ${tableFormats}`,
    value: 'file'
  }),
  ...ofCsv,
  ...ofEngine
}

/** A cell as CSV has it. */
const quoted = (cell: string | number): string =>
  /[",\n\r]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell)

const toCsv = (rows: readonly Row[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map(row => Object.values(row))]
    .map(cells => `${cells.map(quoted).join(',')}\n`)
    .join('')

/** A row ends with a number: what is predicted, or how probable it is. */
const finite =
  (path: string) =>
  (rows: readonly Row[]): Either<Failure, readonly Row[]> => {
    const numbers = rows.map(row => Object.values(row).at(-1))
    const at = numbers.findIndex(number => !Number.isFinite(number))
    const line = `${path}: the prediction must be finite, found ${numbers[at]} for row ${at + 1}`
    return at < 0 ? right(rows) : left(diverged(line))
  }

const run =
  ({
    model: path,
    input,
    delimiter,
    engine: name,
    json
  }: Given<typeof ofModel> & Given<typeof options> & Given<typeof shared>): Run =>
  terminal =>
    pipe(
      loadTableModel(path),
      bindTo('model'),
      apS('engine', fromEither(engineNamed(name)(terminal.writeError))),
      bind('table', ({ model: { preparation } }) =>
        loadTable(input, { fields: fieldsOf(preparation.inputs), delimiter }, terminal.display)(terminal)
      ),
      bind('outputs', ({ model, table, engine }) => through(model, table, engine)(terminal)),
      chainEitherK(({ model, outputs }) => finite(input)(predictions(model, outputs))),
      map(rows => {
        terminal.write(json ? rows.map(row => `${JSON.stringify(row)}\n`).join('') : toCsv(rows))()
        return exitCode.done
      })
    )

export const predict = command(
  {
    name: 'predict',
    summary: 'predicts a column for the rows of a table',
    description:
      'Predicts a column for every row of a table, as CSV on stdout or, with --json, as one JSON object a line: a number, or a category and how probable it is (a score, where the loss knows no probabilities).',
    arguments: ofModel,
    options,
    example: 'pullback predict my.safetensors --input examples/iris.csv'
  },
  run
)

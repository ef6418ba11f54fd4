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
    text: `table with the input columns of the model: ${tableFormats}`,
    value: 'file'
  }),
  ...ofCsv,
  ...ofEngine
}

/** A CSV cell, quoted if necessary. */
const quoted = (cell: string | number): string =>
  /[",\n\r]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell)

const toCsv = (rows: readonly Row[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map(row => Object.values(row))]
    .map(cells => `${cells.map(quoted).join(',')}\n`)
    .join('')

/** Checks the last cell of every row: the predicted number or its probability. */
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

/** `pullback predict` */
export const predict = command(
  {
    name: 'predict',
    summary: 'predict a column of a table with a model',
    description:
      'Predicts the target column for every row of a table, with a model of pullback train. Prints CSV or, with --json, one JSON object per row: the number, or the category and its probability (its score, if the model was trained with a loss that does not use probabilities).',
    arguments: ofModel,
    options,
    example: 'pullback predict my.safetensors --input examples/iris.csv'
  },
  run
)

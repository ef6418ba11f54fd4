/** `pullback predict`: what a model makes of the rows of a table. */
import { pipe } from 'fp-ts/lib/function.js'
import { bind, bindTo, map } from 'fp-ts/lib/TaskEither.js'
import { command, type Run } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { type Given, option, type shared } from '../Option.js'
import { loadTable, loadTableModel } from '../train/load.js'
import { ofCsv, ofModel, tableFormats } from '../train/reading.js'
import { predictions, type Row } from '../train/predictions.js'
import { fieldsOf } from '../../codec/preparation.js'
import { displayFor } from '../watch.js'
import { text } from '../Written.js'

const options = {
  input: option(text('a file'), {
    text: `a table with the columns that the model takes: ${tableFormats}`,
    value: 'file'
  }),
  ...ofCsv
}

/** A cell as CSV has it. */
const quoted = (cell: string | number): string =>
  /[",\n\r]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell)

const toCsv = (rows: readonly Row[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map(row => Object.values(row))]
    .map(cells => `${cells.map(quoted).join(',')}\n`)
    .join('')

const run =
  ({
    model: path,
    input,
    delimiter,
    json
  }: Given<typeof ofModel> & Given<typeof options> & Given<typeof shared>): Run =>
  terminal =>
    pipe(
      loadTableModel(path),
      bindTo('model'),
      bind('table', ({ model }) =>
        loadTable(
          input,
          { fields: fieldsOf(model.preparation.inputs), delimiter },
          displayFor(false, terminal)
        )(terminal)
      ),
      map(({ model, table }) => {
        const rows = predictions(model, table)
        terminal.write(json ? rows.map(row => `${JSON.stringify(row)}\n`).join('') : toCsv(rows))()
        return exitCode.done
      })
    )

export const predict = command(
  {
    name: 'predict',
    summary: 'predicts a column for the rows of a table',
    description:
      'Predicts a column for every row of a table, as CSV on stdout or, with --json, as one JSON object a line: a number, or a category and how probable it is.',
    arguments: ofModel,
    options,
    example: 'pullback predict my.safetensors --input examples/iris.csv'
  },
  run
)

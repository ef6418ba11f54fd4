/** `pullback evaluate`: how well a model does on a table. */
import { pipe } from 'fp-ts/lib/function.js'
import { bind, bindTo, map } from 'fp-ts/lib/TaskEither.js'
import { encodeColumns, fieldsOf } from '../../codec/preparation.js'
import { accuracy, toNumber } from '../../index.js'
import { rowMajorNumbers } from '../../Tensor.js'
import { command, type Run } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { type Given, option, optional, type shared } from '../Option.js'
import { showError, showShare } from '../progressText.js'
import { lossFor } from '../train/job.js'
import { loadTable, loadTableModel } from '../train/load.js'
import { ofCsv, ofGaps, ofModel, tableFormats } from '../train/reading.js'
import { outputs } from '../train/predictions.js'
import { displayFor } from '../watch.js'
import { numberThat, text } from '../Written.js'

const options = {
  data: option(text('a file'), {
    text: `a table with all columns of the model: ${tableFormats}`,
    value: 'file'
  }),
  ...ofCsv,
  ...ofGaps,
  atLeast: optional(
    numberThat('a number from 0 to 1', x => x >= 0 && x <= 1),
    { text: 'the accuracy to reach; below it the exit code is 1', value: 'number' }
  )
}

const run =
  ({
    model: path,
    data,
    delimiter,
    missing,
    atLeast,
    json
  }: Given<typeof ofModel> & Given<typeof options> & Given<typeof shared>): Run =>
  terminal =>
    pipe(
      loadTableModel(path),
      bindTo('model'),
      bind('table', ({ model: { preparation } }) =>
        loadTable(
          data,
          { fields: fieldsOf([...preparation.inputs, preparation.target]), delimiter, missing },
          displayFor(false, terminal)
        )(terminal)
      ),
      map(({ model, table }) => {
        const { target } = model.preparation
        const found = outputs(model, table)
        const expected = encodeColumns([target], table)
        const loss = toNumber((model.loss ?? lossFor(model.preparation)).value(found, expected))
        const numbers = rowMajorNumbers(expected)
        const squares = rowMajorNumbers(found).reduce((sum, y, i) => sum + (y - (numbers[i] ?? NaN)) ** 2, 0)
        const result =
          'categories' in target
            ? { rows: table.size, loss, accuracy: accuracy(found, expected) }
            : { rows: table.size, loss, rootMeanSquaredError: Math.sqrt(squares / table.size) * target.width }
        const measure =
          'accuracy' in result
            ? `accuracy ${showShare(result.accuracy)}`
            : `root mean squared error ${showError(result.rootMeanSquaredError)}${target.unit === '' ? '' : ` ${target.unit}`}`
        terminal.write(
          json
            ? `${JSON.stringify({ type: 'result', ...result })}\n`
            : `Loss ${showError(loss)}, ${measure} on ${table.size} rows.\n`
        )()
        return 'accuracy' in result && result.accuracy < (atLeast ?? 0) ? exitCode.missed : exitCode.done
      })
    )

export const evaluate = command(
  {
    name: 'evaluate',
    summary: 'measures how well a model predicts a table',
    description: 'Measures how well a model predicts its column of a table: the loss, and the accuracy or the error.',
    arguments: ofModel,
    options,
    example: 'pullback evaluate my.safetensors --data examples/iris.csv'
  },
  run
)

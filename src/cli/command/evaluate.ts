import { pipe } from 'fp-ts/lib/function.js'
import { bind, bindTo, filterOrElse, let as let_, map } from 'fp-ts/lib/TaskEither.js'
import { encodeColumns, measureOutputs } from '../../files.js'
import { command, diverged, usage } from '../Command.js'
import { predictingEngine } from '../engine.js'
import { exitCode } from '../exitCode.js'
import { option, optional } from '../Option.js'
import { counted, printable, showError } from '../progressText.js'
import { loadTableModel } from '../train/load.js'
import { showFirst, showMeasures } from '../train/measures.js'
import { ofModel, ofTable, ofUnseen, readingFor, tableFormats, writtenAs } from '../train/reading.js'
import { applied } from '../train/through.js'
import { numberThat, oneOf, text } from '../Written.js'

const options = {
  data: option(text('a file'), { text: `table with the input and target columns of the model: ${tableFormats}` }),
  ...ofTable,
  missing: optional(oneOf(['refuse', 'drop']), {
    text: 'rows with missing values that the model does not fill in: refuse (default) stops at the first one, drop skips them',
    value: 'policy'
  }),
  ...ofUnseen,
  engine: predictingEngine,
  atLeast: optional(
    numberThat('a number from 0 to 1', x => x >= 0 && x <= 1),
    { text: 'minimum accuracy from 0 to 1; exit code 1 if the model does not reach it' }
  )
}

/** `pullback evaluate` */
export const evaluate = command(
  {
    name: 'evaluate',
    summary: 'measure the loss and the accuracy of a model on a table',
    description:
      'Measures the loss of a model of pullback train on a table. For categories, it adds accuracy, confusion matrix, precision, recall and F1; for numbers, root mean squared error, mean absolute error and R² in the unit of the target. A baseline says what a model that ignores its inputs would reach.',
    arguments: ofModel,
    options,
    example: 'pullback evaluate my.safetensors --data examples/iris.csv'
  },
  given => terminal => {
    const { data, atLeast, json } = given
    return pipe(
      loadTableModel(given.model),
      filterOrElse(
        ({ preparation: { target } }) => atLeast === undefined || 'categories' in target,
        ({ preparation: { target } }) =>
          usage(`--at-least is an accuracy, but the model predicts the numbers of ${JSON.stringify(target.name)}`)
      ),
      bindTo('model'),
      bind('found', ({ model }) => {
        const { missing, unseen } = given
        const expected = readingFor(model.preparation, 'target', { ...writtenAs(given), missing, unseen })
        return applied(model, data, expected, given.engine)(terminal)
      }),
      let_('measures', ({ model, found: { table, outputs } }) =>
        measureOutputs(model, outputs, encodeColumns([model.preparation.target], table))
      ),
      filterOrElse(
        ({ measures }) => Number.isFinite(measures.loss),
        ({ measures }) => diverged(`${data}: the loss must be finite, found ${measures.loss}`)
      ),
      map(({ model: { preparation }, found: { table }, measures }) => {
        const result = { type: 'result', rows: table.size, ...measures }
        const first = `Loss ${showError(measures.loss)}, ${showFirst(measures, preparation)} on ${counted(table.size, 'row')}.\n`
        const others = showMeasures(measures, preparation, terminal.columns)
        terminal.write(json ? `${JSON.stringify(result)}\n` : printable(first + others))()
        if (atLeast === undefined || !('accuracy' in measures) || measures.accuracy >= atLeast) return exitCode.done
        terminal.writeError(
          `pullback evaluate: the accuracy must be at least ${atLeast}, found ${measures.accuracy.toPrecision(4)}\n`
        )()
        return exitCode.missed
      })
    )
  }
)

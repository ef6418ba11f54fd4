import { left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { bind, bindTo, fromEither, let as let_, map } from 'fp-ts/lib/TaskEither.js'
import { lossFor } from '../../codec/answers.js'
import { answersOf, type Expected, type Table, type TableModel } from '../../files.js'
import { badData, command, diverged } from '../Command.js'
import { predictingEngine } from '../engine.js'
import { exitCode } from '../exitCode.js'
import { option, optional } from '../Option.js'
import { counted } from '../progressText.js'
import { loadTableModel } from '../train/load.js'
import { ofModel, ofTable, ofUnseen, readingFor, tableFormats, writtenAs } from '../train/reading.js'
import { ofProbabilities } from '../train/loss.js'
import { applied } from '../train/through.js'
import { list, quoted, text } from '../Written.js'

const options = {
  input: option(text('a file'), { text: `table with the input columns of the model: ${tableFormats}` }),
  ...ofTable,
  ...ofUnseen,
  keep: optional(list('names of columns'), {
    text: 'columns of the table to print before the predictions, such as identifiers'
  }),
  engine: predictingEngine
}

/** A cell is empty in a row without a prediction. */
type Row = Readonly<Record<string, string | number | null>>

/** A name that is not taken yet. */
const unused = (name: string, taken: readonly string[]): string =>
  taken.includes(name) ? unused(`predicted ${name}`, taken) : name

/** A row: columns to keep, then the number, or the category and its probability (its score, if the loss does not use probabilities). */
const rowFor = ({ preparation, loss = lossFor(preparation) }: TableModel, { kept = {} }: Table) => {
  const { target } = preparation
  const categories = 'categories' in target ? target.categories : undefined
  const columns = Object.entries(kept)
  const name = unused(target.name, Object.keys(kept))
  const measure = unused(ofProbabilities(loss) ? 'probability' : 'score', [...Object.keys(kept), name])
  return (answer: readonly number[] | undefined, row: number): Row => {
    const most = answer === undefined ? null : Math.max(...answer)
    const category = categories?.[answer?.indexOf(most ?? NaN) ?? -1] ?? null
    return {
      ...Object.fromEntries(columns.map(([name, texts]) => [name, texts[row] ?? ''])),
      ...(categories === undefined ? { [name]: most } : { [name]: category, [measure]: most })
    }
  }
}

const toCsv = (rows: readonly Row[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map(row => Object.values(row))]
    .map(cells => `${cells.map(cell => quoted(String(cell ?? ''))).join(',')}\n`)
    .join('')

/** Maximum number of unusable rows to name. */
const mostNamed = 10

/** Why rows have no prediction, and the exit code for it. Fails if there is no other row. */
const unusable = (path: string, { faults = [] }: Table, answers: readonly (readonly number[])[]) => {
  const reasons = new Map(faults.map(({ row, reason }) => [row, reason]))
  for (const [row, answer] of answers.entries())
    if (!reasons.has(row) && !Number.isFinite(Math.max(...answer)))
      reasons.set(row, `the prediction must be finite, found ${Math.max(...answer)} for row ${row + 1}`)
  const failed = reasons.size > faults.length ? diverged : badData
  const lines = [...reasons].toSorted(([one], [other]) => one - other).map(([, reason]) => `${path}: ${reason}`)
  if (reasons.size === answers.length) return left(failed(lines[0] ?? ''))
  const others = lines.splice(mostNamed).length
  if (others > 0) lines.push(`${path}: ${counted(others, 'more row')} without a prediction`)
  return right({ reasons, lines, code: reasons.size === 0 ? exitCode.done : failed('').code })
}

/** `pullback predict` */
export const predict = command(
  {
    name: 'predict',
    summary: 'predict a column of a table with a model',
    description:
      'Predicts the target column for every row of a table, with a model of pullback train. Prints CSV or, with --json, one JSON object per row: the number, or the category and its probability (its score, if the model was trained with a loss that does not use probabilities). A row that cannot be used gets an empty prediction and a line on stderr.',
    arguments: ofModel,
    options,
    example: 'pullback predict my.safetensors --input examples/iris.csv'
  },
  given => terminal => {
    const { input, keep = [], json } = given
    return pipe(
      loadTableModel(given.model),
      bindTo('model'),
      bind('found', ({ model }) => {
        const reading: Expected = { ...writtenAs(given), unseen: given.unseen, keep, faults: 'keep' }
        return applied(model, input, readingFor(model.preparation, 'inputs', reading), given.engine)(terminal)
      }),
      let_('answers', ({ model, found: { outputs } }) => answersOf(model, outputs)),
      bind('unusable', ({ found: { table }, answers }) => fromEither(unusable(input, table, answers))),
      map(({ model, found: { table }, answers, unusable: { reasons, lines, code } }) => {
        const row = rowFor(model, table)
        const rows = answers.map((answer, i) => row(reasons.has(i) ? undefined : answer, i))
        terminal.writeError(lines.map(line => `pullback predict: ${line}\n`).join(''))()
        terminal.write(json ? rows.map(row => `${JSON.stringify(row)}\n`).join('') : toCsv(rows))()
        return code
      })
    )
  }
)

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { bind, bindTo, fromEither, map } from 'fp-ts/lib/TaskEither.js'
import { lossFor } from '../../codec/answers.js'
import { answersOf, type Expected, type Fault, type Table, type TableModel } from '../../files.js'
import { type Batched } from '../../index.js'
import { badData, command, diverged, type Failure } from '../Command.js'
import { predictingEngine } from '../engine.js'
import { type ExitCode, exitCode } from '../exitCode.js'
import { option, optional } from '../Option.js'
import { type Terminal } from '../Terminal.js'
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

type Row = Readonly<Record<string, string | number | null>>

/** One object for each row: the number, or the category and its probability (its score, if the loss does not use probabilities). */
const predictions = (model: TableModel, outputs: Batched<readonly [number]>, name: string): readonly Row[] => {
  const { target } = model.preparation
  const measure = ofProbabilities(model.loss ?? lossFor(model.preparation)) ? 'probability' : 'score'
  return answersOf(model, outputs).map(answer => {
    if (!('categories' in target)) return { [name]: answer[0] ?? NaN }
    const most = Math.max(...answer)
    return { [name]: target.categories[answer.indexOf(most)] ?? '', [measure]: most }
  })
}

const toCsv = (rows: readonly Row[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map(row => Object.values(row))]
    .map(cells => `${cells.map(cell => quoted(String(cell ?? ''))).join(',')}\n`)
    .join('')

/** Maximum number of unusable rows to name. */
const mostNamed = 10

/** The predictions, empty in rows that cannot be used. Fails if there is no other row. */
const usable =
  (path: string, faults: readonly Fault[], writeError: Terminal['writeError']) =>
  (rows: readonly Row[]): Either<Failure, { readonly rows: readonly Row[]; readonly code: ExitCode }> => {
    const reasons = new Map(faults.map(({ row, reason }) => [row, reason]))
    const wrong = rows.findIndex((row, i) => !reasons.has(i) && !Number.isFinite(Object.values(row).at(-1)))
    for (const [i, row] of rows.entries()) {
      const number = Object.values(row).at(-1)
      if (!reasons.has(i) && !Number.isFinite(number))
        reasons.set(i, `the prediction must be finite, found ${number} for row ${i + 1}`)
    }
    const named = [...reasons].toSorted(([one], [other]) => one - other).map(([, reason]) => `${path}: ${reason}`)
    const failed = wrong < 0 ? badData : diverged
    if (reasons.size === rows.length) return left(failed(named[0] ?? ''))
    const others = named.length - mostNamed
    for (const line of [
      ...named.slice(0, mostNamed),
      ...(others > 0 ? [`${path}: ${others} more rows have no prediction`] : [])
    ])
      writeError(`pullback predict: ${line}\n`)()
    return right({
      rows: rows.map((row, i) =>
        reasons.has(i) ? Object.fromEntries(Object.keys(row).map(name => [name, null])) : row
      ),
      code: reasons.size === 0 ? exitCode.done : failed('').code
    })
  }

/** Puts the columns to keep before the predictions. */
const withKept =
  ({ kept = {} }: Table) =>
  (row: Row, i: number): Row => ({
    ...Object.fromEntries(Object.entries(kept).map(([name, texts]) => [name, texts[i] ?? ''])),
    ...row
  })

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
    const { model: path, input, keep = [], json } = given
    return pipe(
      loadTableModel(path),
      bindTo('model'),
      bind('found', ({ model }) => {
        const reading: Expected = { ...writtenAs(given), unseen: given.unseen, keep, faults: 'keep' }
        return applied(model, input, readingFor(model.preparation, 'inputs', reading), given.engine)(terminal)
      }),
      bind('usable', ({ model, found: { table, outputs } }) => {
        const { name } = model.preparation.target
        const column = keep.includes(name) ? `predicted ${name}` : name
        const { faults = [] } = table
        return fromEither(usable(input, faults, terminal.writeError)(predictions(model, outputs, column)))
      }),
      map(({ found: { table }, usable: { rows: all, code } }) => {
        const rows = all.map(withKept(table))
        terminal.write(json ? rows.map(row => `${JSON.stringify(row)}\n`).join('') : toCsv(rows))()
        return code
      })
    )
  }
)

import { textTable } from '../../codec/textTable.js'
import { type CategoryMeasures, type Measures, type Preparation } from '../../files.js'
import { inLine, showError, showShare } from '../progressText.js'

/** Maximum number of rows of a table. */
const mostRows = 20

/** A name in at most 20 characters, or in fewer if there is less room. */
const clipped = (name: string, room: number): string =>
  inLine(name).replace(new RegExp(`^(.{${Math.min(20, Math.max(6, Math.floor(room))) - 1}}).{2,}$`, 'su'), '$1…')

const titles = ['precision', 'recall', 'F1']

/** The most frequent confusions; empty if there are none. */
const confusions = ({ confusionMatrix, categories }: CategoryMeasures, room: number): string => {
  const name = (i: number): string => clipped(categories[i]?.category ?? '', room / 2)
  const found = confusionMatrix
    .flatMap((row, i) => row.flatMap((rows, j) => (rows === 0 || i === j ? [] : [{ rows, i, j }])))
    .toSorted((one, other) => other.rows - one.rows)
    .slice(0, mostRows)
  const rows = found.map(({ rows, i, j }) => [name(i), name(j), String(rows)])
  return rows.length === 0 ? '' : textTable([['true', 'predicted', 'rows'], ...rows])
}

/** The measures of each category, with the confusion matrix if that fits, else with the most frequent confusions. */
const table = (measures: CategoryMeasures, columns: number): string => {
  const { confusionMatrix, categories } = measures
  const isLong = categories.length > mostRows
  const rows = (isLong ? [] : categories).map(({ category, precision, recall, f1 }, i) => ({
    name: clipped(category, columns - 29),
    counts: (confusionMatrix[i] ?? []).map(String),
    shares: [precision, recall, f1].map(showShare)
  }))
  const matrix = textTable([
    ['true \\ predicted', ...rows.map(({ name }) => name), ...titles],
    ...rows.map(({ name, counts, shares }) => [name, ...counts, ...shares])
  ])
  if (!isLong && Math.max(...matrix.split('\n').map(({ length }) => length)) <= columns) return matrix
  const each = textTable([['true', ...titles], ...rows.map(({ name, shares }) => [name, ...shares])])
  const remark = '--json prints the confusion matrix.\n'
  return `${isLong ? `${categories.length} categories.\n` : each}${remark}${confusions(measures, columns - 10)}`
}

const inUnit = (error: number, { unit }: Preparation['target']): string => `${showError(error)} ${unit}`.trimEnd()

/** The measures on lines, without the loss and the first measure of the headline. Tables fit the columns of the terminal. */
export const showMeasures = (measures: Measures, { target }: Preparation, columns: number): string => {
  if ('accuracy' in measures) {
    const { accuracy, category } = measures.baseline
    return `Baseline: accuracy ${showShare(accuracy)}, always ${JSON.stringify(category)}.\n${table(measures, columns)}`
  }
  const { meanAbsoluteError, r2, baseline } = measures
  const share = r2 === undefined ? '' : `, R² ${r2.toFixed(3)}`
  const always = 'shift' in target ? `, always ${target.shift.toPrecision(3)}` : ''
  return `Mean absolute error ${inUnit(meanAbsoluteError, target)}${share}.\nBaseline: root mean squared error ${inUnit(baseline.rootMeanSquaredError, target)}${always}.\n`
}

/** `accuracy 96.7 %`, or `root mean squared error 0.12 cm`. */
export const showFirst = (measures: Measures, { target }: Preparation): string =>
  'accuracy' in measures
    ? `accuracy ${showShare(measures.accuracy)}`
    : `root mean squared error ${inUnit(measures.rootMeanSquaredError, target)}`

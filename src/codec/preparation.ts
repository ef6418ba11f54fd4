import * as t from 'io-ts/lib/index.js'
import { dataset, type Dataset, type Field } from '../data/Dataset.js'
import { standardise } from '../data/Scaling.js'
import { type Batched, fresh, rowMajorNumbers } from '../tensor/Tensor.js'
import { listed } from './complaint.js'
import { float } from './float.js'
import { type Column, type Table } from './Table.js'

const finite = t.refinement(float, Number.isFinite, 'a finite number')
const positive = t.refinement(finite, width => width > 0, 'a positive finite number')

const named = { name: t.string, unit: t.string }
const Numeric = t.intersection([
  t.type({ ...named, shift: finite, width: positive }),
  t.partial({ fill: finite, decimal: t.union([t.literal('point'), t.literal('comma')], 'point or comma') })
])
const Categorical = t.intersection([
  t.type({ ...named, categories: t.readonlyArray(t.string) }),
  t.partial({ fill: t.string })
])
const PreparedColumn = t.union([Numeric, Categorical])

/**
 * A column and its encoding: a numeric column with `shift` and `width`, which becomes one number (x − shift) / width, or a
 * column of `categories`, which becomes a one-hot row. `fill` replaces a missing value. `decimal` is the decimal mark of numbers that
 * were written with thousands separators or units.
 */
export type PreparedColumn = t.TypeOf<typeof PreparedColumn>

/** Codec of a preparation: the columns of the inputs, the column of the target, and texts that mean a missing value. */
export const Preparation = t.intersection([
  t.type({ inputs: t.readonlyArray(PreparedColumn, 'a list of columns'), target: PreparedColumn }),
  t.partial({ markers: t.readonlyArray(t.string) })
])
/**
 * How rows of a table become inputs and targets. `fitPreparation` makes one. Save it with the model: predictions from raw data
 * need the same encoding.
 *
 *     numbers        x ↦ (x − shift) / width      mean and standard deviation of the training data (`standardise`)
 *     categories     one-hot, in the order of `categories`; only zeros for a category that is not among them
 *     missing        `fill`, if the column has one
 *
 * The target is encoded in the same way: a network predicts scaled numbers, or one logit per category.
 */
export type Preparation = t.TypeOf<typeof Preparation>

/** Number of features that a column becomes: 1, or the number of categories. */
export const widthOf = (column: PreparedColumn): number => ('categories' in column ? column.categories.length : 1)

/** Number of input features. */
export const inputWidth = ({ inputs }: Preparation): number =>
  inputs.reduce((total, column) => total + widthOf(column), 0)

/** What replaces missing values. In a column of categories, each of them is the most frequent category. */
export type Fill = 'mean' | 'median' | 'most-frequent'

/** The most frequent of some numbers; the first one in a tie. */
const mostFrequent = (numbers: Float64Array): number => {
  const counts = new Map<number, number>()
  for (const x of numbers) counts.set(x, (counts.get(x) ?? 0) + 1)
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [NaN, 0])[0]
}

const middle = (numbers: Float64Array): number => {
  const sorted = numbers.toSorted()
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2
}

/** Fits the encoding of a column to some of its rows. Missing values do not count. */
const fitColumn =
  (rows: readonly number[], fill: Fill | undefined) =>
  ({ name, unit, categories, numbers, decimal }: Column): PreparedColumn => {
    const chosen = new Float64Array(rows.length)
      .map((_, i) => numbers[rows[i] ?? NaN] ?? NaN)
      .filter(x => !Number.isNaN(x))
    if (categories !== undefined) {
      const most = fill === undefined ? undefined : categories[mostFrequent(chosen)]
      return { name, unit, categories, ...(most === undefined ? {} : { fill: most }) }
    }
    const present = chosen.length === 0 ? Float64Array.of(0) : chosen
    const scaling = standardise(fresh<readonly [number, 1]>([present.length, 1], present))
    const shift = rowMajorNumbers(scaling.shift)[0] ?? 0
    const width = rowMajorNumbers(scaling.width)[0] ?? 1
    if (!Number.isFinite(width))
      throw new RangeError(
        `the mean and the standard deviation of the column ${JSON.stringify(name)} must be finite, found ${shift} and ${width}`
      )
    const value = { mean: () => shift, median: () => middle(present), 'most-frequent': () => mostFrequent(present) }
    return {
      name,
      unit,
      shift,
      width,
      ...(fill === undefined ? {} : { fill: value[fill]() }),
      ...(decimal === undefined ? {} : { decimal })
    }
  }

/**
 * Fits the encoding of every column to the training data: means and standard deviations of numbers, and the categories.
 *
 * @param table a table that `readTable` read
 * @param target the column to predict: one of `table.columns`, by reference. All other columns are inputs.
 * @param rows row indices of the training data. The other rows do not influence the encoding.
 * @param fill what replaces missing values of the inputs, also in new data. Default: they are refused.
 * @throws RangeError if the squares of very large numbers overflow
 * @example
 * const width = { name: 'width', unit: 'cm', numbers: Float64Array.of(1, 3, 5) }
 * const species = { name: 'species', unit: '', categories: ['a', 'b'], numbers: Float64Array.of(0, 1, 1) }
 * const preparation = fitPreparation({ size: 3, columns: [width, species] }, species, [0, 1])
 */
export const fitPreparation = (table: Table, target: Column, rows: readonly number[], fill?: Fill): Preparation => ({
  inputs: table.columns.filter(column => column !== target).map(fitColumn(rows, fill)),
  target: fitColumn(rows, undefined)(target)
})

/** The fields to read from a file for the columns of a preparation. */
export const fieldsOf = (columns: readonly PreparedColumn[]): readonly Field[] =>
  columns.map(column =>
    'categories' in column
      ? { name: column.name, unit: column.unit, categories: column.categories }
      : { name: column.name, unit: column.unit }
  )

/** Finds the column of a preparation in a table. Its categories must be the same, in the same order. */
const columnOf = (table: Table, prepared: PreparedColumn): Column => {
  const categories = 'categories' in prepared ? prepared.categories : undefined
  const found = table.columns.find(({ name }) => name === prepared.name)
  if (found === undefined || JSON.stringify(found.categories) !== JSON.stringify(categories))
    throw new RangeError(
      `The table must have a column ${JSON.stringify(prepared.name)} of ${categories === undefined ? 'numbers' : listed(categories)}: read the table with the fields of the preparation`
    )
  return found
}

/**
 * Encodes columns of a table as a tensor of shape [rows, features]. Columns are found by name and encoded from left to right.
 *
 * @param columns `preparation.inputs`, or `[preparation.target]`
 * @throws RangeError if the table lacks a column or has other categories: read new data with
 * `readTable(path, { fields: preparation.inputs })`
 * @example
 * const width = { name: 'width', unit: 'cm', numbers: Float64Array.of(1, 3, 5) }
 * const column = { name: 'width', unit: 'cm', shift: 2, width: 1 }
 * encodeColumns([column], { size: 3, columns: [width] }) // [[-1], [1], [3]]
 */
export const encodeColumns = (columns: readonly PreparedColumn[], table: Table): Batched<readonly [number]> => {
  const width = columns.reduce((total, column) => total + widthOf(column), 0)
  const rows = new Float64Array(table.size * width)
  let from = 0
  for (const column of columns) {
    const { numbers } = columnOf(table, column)
    if ('categories' in column) {
      const fill = column.categories.indexOf(column.fill ?? '')
      numbers.forEach((x, row) => {
        const place = Number.isNaN(x) ? fill : x
        if (place >= 0) rows[row * width + from + place] = 1
      })
    } else {
      const { shift, width: scale, fill = NaN } = column
      numbers.forEach((x, row) => (rows[row * width + from] = ((Number.isNaN(x) ? fill : x) - shift) / scale))
    }
    from += widthOf(column)
  }
  return fresh([table.size, width], rows)
}

/**
 * Encodes the rows of a table as a dataset. Its `fields` keep names, units and categories of the columns.
 *
 * @throws RangeError if the table lacks a column of the preparation or has other categories
 * @example
 * const read = await readTable('iris.csv')()
 * if (isRight(read)) {
 *   const [target] = read.right.columns.slice(-1)
 *   const all = Array.from({ length: read.right.size }, (_, row) => row)
 *   if (target !== undefined) console.log(examplesOf(fitPreparation(read.right, target, all), read.right).size)
 * }
 */
export const examplesOf = (
  { inputs, target }: Preparation,
  table: Table
): Dataset<Batched<readonly [number]>, Batched<readonly [number]>> => ({
  ...dataset(encodeColumns(inputs, table), encodeColumns([target], table)),
  fields: { inputs: fieldsOf(inputs), targets: fieldsOf([target]) }
})

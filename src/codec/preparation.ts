/**
 * How rows of a table become examples: what a model needs to know to predict from raw data, so it is saved with it.
 *
 *     numbers        x ↦ (x − shift) / width      fitted on the training data (`standardise`)
 *     categories     one-hot, in the order in which they were met
 *
 * The target is treated the same way: a network predicts scaled numbers, or logits of categories.
 */
import * as t from 'io-ts/lib/index.js'
import { dataset, type Dataset, type Field } from '../data/Dataset.js'
import { standardise } from '../data/Scaling.js'
import { type Batched, fresh, rowMajorNumbers } from '../tensor/Tensor.js'
import { listed } from './complaint.js'
import { float } from './float.js'
import { type Column, type Table } from './Table.js'

const finite = t.refinement(float, Number.isFinite, 'a finite number')
const positive = t.refinement(finite, width => width > 0, 'a positive finite number')

const Numeric = t.type({ name: t.string, unit: t.string, shift: finite, width: positive })
const Categorical = t.type({ name: t.string, unit: t.string, categories: t.readonlyArray(t.string) })
const PreparedColumn = t.union([Numeric, Categorical])

/** A column and what becomes of it. */
export type PreparedColumn = t.TypeOf<typeof PreparedColumn>

export const Preparation = t.type({
  inputs: t.readonlyArray(PreparedColumn, 'a list of columns'),
  target: PreparedColumn
})
export type Preparation = t.TypeOf<typeof Preparation>

/** Numbers that a column takes in a row of a tensor. */
export const widthOf = (column: PreparedColumn): number => ('categories' in column ? column.categories.length : 1)

export const inputWidth = ({ inputs }: Preparation): number =>
  inputs.reduce((total, column) => total + widthOf(column), 0)

/** Fits a column on some of its rows. */
const fitColumn =
  (rows: readonly number[]) =>
  ({ name, unit, categories, numbers }: Column): PreparedColumn => {
    if (categories !== undefined) return { name, unit, categories }
    const chosen = Float64Array.from(rows, row => numbers[row] ?? NaN)
    const { shift, width } = standardise(fresh<readonly [number, 1]>([rows.length, 1], chosen))
    return { name, unit, shift: rowMajorNumbers(shift)[0] ?? 0, width: rowMajorNumbers(width)[0] ?? 1 }
  }

/** Fits on the rows at these places, those of the training. The target is not among the inputs. */
export const fitPreparation = (table: Table, target: Column, rows: readonly number[]): Preparation => ({
  inputs: table.columns.filter(column => column !== target).map(fitColumn(rows)),
  target: fitColumn(rows)(target)
})

/** What to read of a file, for the columns of a preparation. */
export const fieldsOf = (columns: readonly PreparedColumn[]): readonly Field[] =>
  columns.map(column =>
    'categories' in column
      ? { name: column.name, unit: column.unit, categories: column.categories }
      : { name: column.name, unit: column.unit }
  )

/** A column as the preparation has it: numbers, or the same categories in the same order. */
const columnOf = (table: Table, prepared: PreparedColumn): Column => {
  const categories = 'categories' in prepared ? prepared.categories : undefined
  const found = table.columns.find(({ name }) => name === prepared.name)
  if (found === undefined || JSON.stringify(found.categories) !== JSON.stringify(categories))
    throw new RangeError(
      `The table must have a column ${JSON.stringify(prepared.name)} of ${categories === undefined ? 'numbers' : listed(categories)}: read it with the preparation's fields`
    )
  return found
}

/**
 * The rows of a tensor, the columns by their names from left to right.
 *
 * @throws RangeError where the table was not read for these columns, `readTable(path, { fields: columns })`
 */
export const encodeColumns = (columns: readonly PreparedColumn[], table: Table): Batched<readonly [number]> => {
  const width = columns.reduce((total, column) => total + widthOf(column), 0)
  const rows = new Float64Array(table.size * width)
  let from = 0
  for (const column of columns) {
    columnOf(table, column).numbers.forEach((x, row) => {
      if ('categories' in column) rows[row * width + from + x] = 1
      else rows[row * width + from] = (x - column.shift) / column.width
    })
    from += widthOf(column)
  }
  return fresh([table.size, width], rows)
}

/** The rows of a table as examples, which keep the names and units of the columns. */
export const examplesOf = (
  { inputs, target }: Preparation,
  table: Table
): Dataset<Batched<readonly [number]>, Batched<readonly [number]>> => ({
  ...dataset(encodeColumns(inputs, table), encodeColumns([target], table)),
  fields: { inputs: fieldsOf(inputs), targets: fieldsOf([target]) }
})

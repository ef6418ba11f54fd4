import { type Field } from '../data/Dataset.js'
import { type Decimal, numberIn } from './cell.js'
import { listed } from './complaint.js'
import { suggestion } from './suggestion.js'

/** A column of a table: its name, its unit and one number per row. A column with `categories` holds category indices. */
export interface Column extends Field {
  /**
   * One number per row. For a column of categories, the index into `categories`, or -1 for a category that is not among them.
   * NaN is a missing value, which only `missing: 'keep'` leaves in a table. Do not write to this array.
   */
  readonly numbers: Float64Array
  /** The decimal mark of a column whose cells may have thousands separators and units. Absent for plain numbers. */
  readonly decimal?: Decimal
}

/** A row that cannot be used: it has a wrong cell, or too few or too many. */
export interface Fault {
  /** Row index, counted from 0. */
  readonly row: number
  /** The line of the file, the column and the reason. */
  readonly reason: string
}

/**
 * A table in memory: named columns of numbers or of categories. `readTable` reads one, `examplesOf` turns it into a dataset.
 *
 * A header cell gives name and unit: `petal length (cm)`. A column is numeric if all its cells are numbers or mean a missing
 * value. Otherwise the column holds categories, in the order of their first occurrence; a column that is neither is refused.
 */
export interface Table {
  /** Number of rows. */
  readonly size: number
  /** Number of rows that `missing: 'drop'` skipped. Absent if no row was skipped. */
  readonly dropped?: number
  /** The missing values that were dropped or kept, by what was found in the cell. Absent if there are none. */
  readonly gaps?: readonly { readonly column: string; readonly found: string; readonly rows: number }[]
  /** The columns, from left to right. */
  readonly columns: readonly Column[]
  /** Decisions that deserve a look, such as a column of dates that was read as categories. Absent if there are none. */
  readonly remarks?: readonly string[]
  /** The unusable rows with `faults: 'keep'`; their numbers are NaN. Absent if there are none. */
  readonly faults?: readonly Fault[]
  /** The texts of the columns in `keep`, by name. Absent if no column is kept. */
  readonly kept?: Readonly<Record<string, readonly string[]>>
}

/** A column to read for a model. */
export interface Wanted extends Field {
  /** The decimal mark, if cells may have thousands separators and units. Default: cells are plain numbers. */
  readonly decimal?: Decimal | undefined
  /** What replaces a missing value later. Default: a missing value is refused or its row is dropped. */
  readonly fill?: number | string | undefined
  /** Categories that are not among those of this field. Default: as `Expected` says. */
  readonly unseen?: 'refuse' | 'other' | undefined
}

/** Settings of `readTable`: which columns to read, and how. */
export interface Expected {
  /**
   * The columns to read, with their categories: pass the inputs of a preparation to read new data for a model. A column in
   * another unit is refused. Default: all columns.
   */
  readonly fields?: readonly Wanted[]
  /** Names of columns to read as categories even if their cells are numbers. Default: none. */
  readonly categories?: readonly string[] | undefined
  /** Names of columns of numbers whose cells may have thousands separators, percent signs, currencies or units. Default: none. */
  readonly numbers?: readonly string[] | undefined
  /** Names of columns to leave out. Default: none. */
  readonly drop?: readonly string[] | undefined
  /** Names of columns whose texts are kept beside the numbers, such as identifiers. Default: none. */
  readonly keep?: readonly string[] | undefined
  /** Whether the first row holds names. Otherwise the columns are called `column 1`, `column 2`, … Default: true. */
  readonly header?: boolean | undefined
  /** The character between the cells of CSV. Default: a comma, or a tab if the file name ends in `.tsv`. */
  readonly delimiter?: string | undefined
  /** The decimal mark of numbers in text. Default: `point`. */
  readonly decimal?: Decimal | undefined
  /**
   * Texts that mean a missing value in every column. Default: none. An empty cell is always missing, and so are `?`, `NA`, `N/A`,
   * `NaN`, `null` and `none` (in any case) in a column of numbers. In a column of categories they are categories.
   */
  readonly markers?: readonly string[] | undefined
  /**
   * Rows with missing values: `refuse` stops at the first one with its line number, `drop` skips them and counts them in `dropped`,
   * `keep` leaves NaN in the column. Default: `refuse`.
   */
  readonly missing?: 'refuse' | 'drop' | 'keep' | undefined
  /** Categories that are not among those of a field: `refuse`, or `other`, which reads -1. Default: `refuse`. */
  readonly unseen?: 'refuse' | 'other' | undefined
  /** Rows that do not fit `fields`: `refuse` stops at the first one, `keep` collects them in `faults`. Default: `refuse`. */
  readonly faults?: 'refuse' | 'keep' | undefined
}

/** Splits a header cell into name and unit: `petal length (cm)` or `petal length [cm]`. */
export const fieldOf = (header: string): Field => {
  const text = header.trim().normalize()
  const [, name = text, unit = ''] = /^(.*\S)\s*[([]([^()[\]]+)[)\]]$/s.exec(text) ?? []
  return { name, unit: unit.trim() }
}

/** Splits the cells of a header into names and units. If different cells have the same name, each whole cell is a name. */
export const fieldsIn = (header: readonly string[]): readonly Field[] => {
  const cellsOf = new Map<string, Set<string>>()
  for (const cell of header) {
    const { name } = fieldOf(cell)
    cellsOf.set(name, (cellsOf.get(name) ?? new Set()).add(cell.trim().normalize()))
  }
  return header.map(cell => {
    const field = fieldOf(cell)
    return cellsOf.get(field.name)?.size === 1 ? field : { name: cell.trim().normalize(), unit: '' }
  })
}

/** Name and unit as a header cell: `petal length (cm)`. */
export const showField = ({ name, unit }: Pick<Field, 'name' | 'unit'>): string =>
  unit === '' ? name : `${name} (${unit})`

/** The column of this name, with or without its unit. */
export const columnNamed = <F extends Field>(columns: readonly F[], text: string): F | undefined =>
  columns.find(({ name }) => name === text.trim().normalize()) ??
  columns.find(column => showField(fieldOf(showField(column))) === showField(fieldOf(text))) ??
  columns.find(({ name }) => name === fieldOf(text).name)

/** Delimiters of other dialects of CSV. */
const otherDelimiters = [';', '\t', '|']

/** A hint for a message: a header with a single cell may have been written with another delimiter. */
export const doubtOf = (header: readonly string[], delimiters: readonly string[] = otherDelimiters): string => {
  const [first = '', ...others] = header
  const delimiter = delimiters.find(delimiter => first.trim().includes(delimiter))
  return delimiter === undefined || others.length > 0 ? '' : `: should the delimiter be ${JSON.stringify(delimiter)}?`
}

/** A hint for a message: names that are numbers may be the first row of a table without a header. */
export const hintOfNumbers = (names: readonly string[]): string =>
  2 * names.filter(name => !Number.isNaN(numberIn(name.trim()))).length >= names.length
    ? ': if the first row is data, add --header no'
    : ''

/** Message for a missing column, with the columns found. */
export const missingColumn = (name: string, names: readonly string[]): string => {
  const isNamed = !names.includes('column 1')
  const doubt = doubtOf(names) || suggestion(name, names) || hintOfNumbers(names)
  const hint = doubt || (isNamed ? doubtOf(names, [',', ' ']) : '')
  return `the column ${JSON.stringify(name)} is missing, found ${listed(names)}${hint}`
}

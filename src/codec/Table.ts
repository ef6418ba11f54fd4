import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type Field } from '../data/Dataset.js'
import { listed, shortly } from './complaint.js'

/** The content of a cell: text (CSV, JSON) or a number (JSON). */
export type Cell = string | number

/** One row of a file. */
export interface Row {
  /** Line number in the file, counted from 1. */
  readonly line: number
  /** Cells in the order of the header. `undefined` is a missing value. */
  readonly cells: readonly (Cell | undefined)[]
}

/** A column of a table: its name, its unit and one number per row. A column with `categories` holds category indices. */
export interface Column extends Field {
  /** One number per row. For a column of categories, the index into `categories`. Do not write to this array. */
  readonly numbers: Float64Array
}

/**
 * A table in memory: named columns of numbers or of categories. `readTable` reads one, `examplesOf` turns it into a dataset.
 *
 * A header cell gives name and unit: `petal length (cm)`. A column is numeric if its first cell is a number; then every cell
 * must be a number. Otherwise the column holds categories, in the order of their first occurrence.
 */
export interface Table {
  /** Number of rows. */
  readonly size: number
  /** Number of rows that `missing: 'drop'` skipped. Absent if no row was skipped. */
  readonly dropped?: number
  /** The columns, from left to right. */
  readonly columns: readonly Column[]
}

/** Maximum number of categories of a column. */
const mostCategories = 1000

/** Splits a header cell into name and unit: `petal length (cm)` or `petal length [cm]`. */
export const fieldOf = (header: string): Field => {
  const text = header.trim()
  const [, name = text, unit = ''] = /^(.*\S)\s*[([]([^()[\]]+)[)\]]$/s.exec(text) ?? []
  return { name, unit: unit.trim() }
}

/** Name and unit as a header cell: `petal length (cm)`. */
export const showField = ({ name, unit }: Field): string => (unit === '' ? name : `${name} (${unit})`)

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const numberOf = (cell: Cell): number =>
  typeof cell === 'number' ? cell : decimal.test(cell.trim()) ? Number(cell) : NaN

/** Texts that mean a missing value, in lower case. */
const missing = new Set(['', '?', 'na', 'n/a', 'nan', 'null', 'none'])

const isMissing = (cell: Cell | undefined): boolean =>
  cell === undefined || (typeof cell === 'string' && missing.has(cell.trim().toLowerCase()))

/** A growing list of numbers: blocks of 8192, joined once at the end. */
const growing = () => {
  const length = 8192
  const pieces: Float64Array[] = []
  let last = new Float64Array(length)
  let size = 0
  return {
    add: (x: number): void => {
      if (size > 0 && size % length === 0) {
        pieces.push(last)
        last = new Float64Array(length)
      }
      last[size % length] = x
      size++
    },
    join: (): Float64Array => {
      const all = new Float64Array(size)
      pieces.push(last)
      let at = 0
      // Each block is released once copied, so that the column is never in memory twice.
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        all.set(piece.subarray(0, size - at), at)
        at += length
      }
      return all
    }
  }
}

interface Collector {
  /** Adds a cell. Returns a message if the cell is wrong. */
  readonly add: (cell: Cell) => string | undefined
  readonly column: () => Column
}

const ofNumbers = (field: Field): Collector => {
  const numbers = growing()
  return {
    add: cell => {
      const x = numberOf(cell)
      if (!Number.isFinite(x)) return `must be a number, found ${shortly(cell)}`
      numbers.add(x)
      return undefined
    },
    column: () => ({ ...field, numbers: numbers.join() })
  }
}

const ofCategories = (field: Field, known?: readonly string[]): Collector => {
  const places = new Map((known ?? []).map((category, i) => [category, i]))
  const numbers = growing()
  return {
    add: cell => {
      const category = String(cell).trim()
      const place = places.get(category)
      if (place === undefined && known !== undefined)
        return `must be one of ${listed(known.slice(0, 10))}${known.length > 10 ? ', …' : ''}, found ${shortly(category)}`
      if (place === undefined && places.size === mostCategories)
        return `must have at most ${mostCategories} different categories, found ${shortly(category)} as number ${mostCategories + 1}`
      numbers.add(place ?? places.size)
      if (place === undefined) places.set(category, places.size)
      return undefined
    },
    column: () => ({ ...field, categories: [...places.keys()], numbers: numbers.join() })
  }
}

/** Settings of `readTable`: which columns to read, and how. */
export interface Expected {
  /**
   * The columns to read, with their categories: pass the inputs of a preparation to read new data for a model. A column in
   * another unit is refused. Default: all columns.
   */
  readonly fields?: readonly Field[]
  /** Names of columns to read as categories even if their cells are numbers. Default: none. */
  readonly categories?: readonly string[]
  /** The character between the cells of CSV. Default: a comma, or a tab if the file name ends in `.tsv`. */
  readonly delimiter?: string | undefined
  /**
   * Rows with missing values (an empty cell, `?`, `NA`, `NaN`, `null`, `none`): `refuse` stops at the first one with its line
   * number, `drop` skips them and counts them in `dropped`. Default: `refuse`.
   */
  readonly missing?: 'refuse' | 'drop' | undefined
}

/** Collects rows into a table. */
export interface Gathering {
  /** Adds a row. Returns a message if the row is wrong. */
  readonly add: (row: Row) => string | undefined
  readonly table: () => Either<string, Table>
}

/** Delimiters of other dialects of CSV. */
const otherDelimiter = /[;\t|]/

/** A hint for a message: a header with a single cell may have been written with another delimiter. */
export const doubtOf = (header: readonly string[]): string => {
  const [first = '', ...others] = header
  const [delimiter] = otherDelimiter.exec(first) ?? []
  return delimiter === undefined || others.length > 0 ? '' : `: should the delimiter be ${JSON.stringify(delimiter)}?`
}

/** Message for a missing column, with the columns found. */
export const missingColumn = (name: string, names: readonly string[]): string =>
  `the column ${JSON.stringify(name)} is missing, found ${listed(names)}${doubtOf(names)}`

/** Starts to collect rows under a header. A `Left` is the message for a wrong header. */
export const gather = (
  header: readonly string[],
  { fields, categories = [], missing }: Expected
): Either<string, Gathering> => {
  const found = header.map(fieldOf)
  const names = found.map(({ name }) => name)
  const nameless = names.indexOf('')
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  const absent = [...(fields ?? []).map(({ name }) => name), ...categories].find(name => !names.includes(name))
  if (nameless !== -1) return left(`the header: column ${nameless + 1} must have a name, found an empty cell`)
  if (twice !== undefined)
    return left(`the header: the column ${JSON.stringify(twice)} occurs twice: rename one of them`)
  if (absent !== undefined) return left(`the header: ${missingColumn(absent, names)}`)

  const wanted = (fields ?? found).map(field => ({ field, place: names.indexOf(field.name) }))
  for (const { field, place } of wanted) {
    const unit = found[place]?.unit ?? ''
    if (unit !== '' && field.unit !== '' && unit !== field.unit)
      return left(
        `the header: the column ${JSON.stringify(field.name)} must be in ${JSON.stringify(field.unit)}, found ${JSON.stringify(unit)}`
      )
  }
  let collectors: readonly Collector[] | undefined
  let [size, dropped] = [0, 0]
  const begin = (cells: Row['cells']): readonly Collector[] =>
    wanted.map(({ field, place }) => {
      if (field.categories !== undefined) return ofCategories(field, field.categories)
      const isNumber = fields !== undefined || !Number.isNaN(numberOf(cells[place] ?? ''))
      return isNumber && !categories.includes(field.name) ? ofNumbers(field) : ofCategories(field)
    })
  return right({
    add: ({ line, cells }) => {
      if (cells.length !== header.length)
        return `line ${line}: a row must have ${header.length} cells, found ${cells.length}${doubtOf(header)}`
      const gap = wanted.find(({ place }) => isMissing(cells[place]))
      if (gap !== undefined && missing === 'drop') {
        dropped++
        return undefined
      }
      if (gap !== undefined)
        return `line ${line}: ${JSON.stringify(gap.field.name)} must have a value, found ${shortly(cells[gap.place])}: fill it in, or set missing to drop`
      collectors ??= begin(cells)
      for (const [i, { field, place }] of wanted.entries()) {
        const fault = collectors[i]?.add(cells[place] ?? '')
        if (fault !== undefined) return `line ${line}: ${JSON.stringify(field.name)} ${fault}`
      }
      size++
      return undefined
    },
    table: () =>
      collectors === undefined
        ? left(`expected a row after the header, found ${dropped === 0 ? 'none' : 'only rows with missing values'}`)
        : right({
            size,
            columns: collectors.map(({ column }) => column()),
            ...(dropped === 0 ? {} : { dropped })
          })
  })
}

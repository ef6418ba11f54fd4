/**
 * A table: columns by name, each of numbers or of categories. What is read from a file before it becomes examples.
 *
 * A header tells name and unit, `petal length (cm)`. A column is of numbers where its first cell is one; then all must be.
 */
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type Field } from '../data/Dataset.js'
import { listed, shortly } from './complaint.js'

/** What stands in a cell: a text as it was written, or a number. */
export type Cell = string | number

/** One row of a file. */
export interface Row {
  /** In the file, counted from 1. */
  readonly line: number
  /** In the order of the header; what is not there is missing. */
  readonly cells: readonly (Cell | undefined)[]
}

export interface Column extends Field {
  /** The numbers; of categories their places. Not to be written. */
  readonly numbers: Float64Array
}

export interface Table {
  readonly size: number
  /** Rows that were left out because a value was missing, if there were any. */
  readonly dropped?: number
  readonly columns: readonly Column[]
}

/** Different categories that a column may have. */
const mostCategories = 1000

/** `petal length (cm)` -> name and unit */
export const fieldOf = (header: string): Field => {
  const text = header.trim()
  const [, name = text, unit = ''] = /^(.*\S)\s*[([]([^()[\]]+)[)\]]$/s.exec(text) ?? []
  return { name, unit: unit.trim() }
}

/** As a header has it. */
export const showField = ({ name, unit }: Field): string => (unit === '' ? name : `${name} (${unit})`)

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const numberOf = (cell: Cell): number =>
  typeof cell === 'number' ? cell : decimal.test(cell.trim()) ? Number(cell) : NaN

/** How a file says that there is no value. */
const missing = new Set(['', '?', 'na', 'n/a', 'nan', 'null', 'none'])

const isMissing = (cell: Cell | undefined): boolean =>
  cell === undefined || (typeof cell === 'string' && missing.has(cell.trim().toLowerCase()))

/** Numbers that come one by one, in pieces that are joined once at the end. */
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
      // Taken out one by one, so that no column is in memory twice for long.
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        all.set(piece.subarray(0, size - at), at)
        at += length
      }
      return all
    }
  }
}

interface Collector {
  /** Takes a cell, or says what is wrong with it. */
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
        return `must be one of at most ${mostCategories} categories, found ${shortly(category)} as one more`
      numbers.add(place ?? places.size)
      if (place === undefined) places.set(category, places.size)
      return undefined
    },
    column: () => ({ ...field, categories: [...places.keys()], numbers: numbers.join() })
  }
}

export interface Expected {
  /** The columns to read, where they are known; all of them otherwise. */
  readonly fields?: readonly Field[]
  /** Columns of categories, though they look like numbers. */
  readonly categories?: readonly string[]
  /** The character between the cells of CSV; a comma if not given, a tab where the name ends in `.tsv`. */
  readonly delimiter?: string | undefined
  /** Whether a row in which a value is missing is refused, as it is if not given, or left out. */
  readonly missing?: 'refuse' | 'drop' | undefined
}

/** Gathers the rows of a file. */
export interface Gathering {
  /** Takes a row, or says what is wrong with it. */
  readonly add: (row: Row) => string | undefined
  readonly table: () => Either<string, Table>
}

/** What stands between cells, where it was told of no such character that it does. */
const otherDelimiter = /[;\t|]/

/** A header in one piece may be one that another character divides. */
export const doubtOf = (header: readonly string[]): string => {
  const [first = '', ...others] = header
  const [delimiter] = otherDelimiter.exec(first) ?? []
  return delimiter === undefined || others.length > 0 ? '' : `: should the delimiter be ${JSON.stringify(delimiter)}?`
}

/** A column that is not there, and those that are. */
export const missingColumn = (name: string, names: readonly string[]): string =>
  `the column ${JSON.stringify(name)} is missing, found ${listed(names)}${doubtOf(names)}`

/** Gathers rows under a header, or says what is wrong with the header. */
export const gather = (
  header: readonly string[],
  { fields, categories = [], missing }: Expected
): Either<string, Gathering> => {
  const found = header.map(fieldOf)
  const names = found.map(({ name }) => name)
  const nameless = names.indexOf('')
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  const absent = [...(fields ?? []).map(({ name }) => name), ...categories].find(name => !names.includes(name))
  if (nameless !== -1) return left(`the header: column ${nameless + 1} must have a name, found nothing`)
  if (twice !== undefined) return left(`the header: the column ${JSON.stringify(twice)} stands there twice`)
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
      if (gap !== undefined) return `line ${line}: ${JSON.stringify(gap.field.name)} is missing`
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
        ? left(`there must be a row below the header, found ${dropped === 0 ? 'none' : 'none without a gap'}`)
        : right({
            size,
            columns: collectors.map(({ column }) => column()),
            ...(dropped === 0 ? {} : { dropped })
          })
  })
}

import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { someOf } from './complaint.js'
import { type Done, fault, type Gap, lacking, ofEither, ofKnown, ofNumbers, type Reader, type Text } from './reader.js'
import {
  columnNamed,
  doubtOf,
  type Expected,
  type Fault,
  fieldsIn,
  hintOfNumbers,
  missingColumn,
  showField,
  type Table,
  type Wanted
} from './Table.js'

/** The content of a cell: text (CSV, JSON) or a number (JSON). `undefined` is JSON's null. */
export type Cell = string | number | undefined

/** One row of a file. */
export interface Row {
  /** Line number in the file, counted from 1. */
  readonly line: number
  /** Cells in the order of the header. */
  readonly cells: readonly Cell[]
  /** Why the row cannot be used. Its cells do not matter then. */
  readonly fault?: string | undefined
}

/** Collects rows into a table. */
export interface Gathering {
  /** Adds a row. Returns a message if the row is wrong. */
  readonly add: (row: Row) => string | undefined
  readonly table: () => Either<string, Table>
}

interface Place extends Wanted {
  readonly place: number
}

/** The columns of a header: name and place. A column without a name is called by its place. */
const placesIn = (header: readonly string[]): readonly Place[] =>
  fieldsIn(header.map((cell, i) => (cell.trim() === '' ? `column ${i + 1}` : cell))).map((field, place) => ({
    ...field,
    place
  }))

const twice = ({ name }: Wanted, header: readonly string[]): string =>
  `the column ${JSON.stringify(name)} occurs twice${hintOfNumbers(header) || ': rename one of them'}`

/** The columns to read. A `Left` is the message for a wrong header. */
const chosen = (
  header: readonly string[],
  all: readonly Place[],
  { fields, categories = [], numbers = [], drop = [], keep = [] }: Expected
): Either<string, readonly Place[]> => {
  const find = (name: string) => columnNamed(all, name)
  const names = all.map(({ name }) => name)
  const absent = [...categories, ...numbers, ...drop, ...keep].find(name => find(name) === undefined)
  if (absent !== undefined) return left(missingColumn(absent, names))
  const both = numbers.find(name => categories.some(other => find(other) === find(name)))
  if (both !== undefined) return left(`the column ${JSON.stringify(both)} must hold either numbers or categories`)
  if (fields === undefined) {
    const dropped = drop.map(name => find(name)?.name)
    const isNameless = ({ place }: Place): boolean => header[place]?.trim() === ''
    // R and pandas write the names of rows into a first column without a name.
    const rest = all.filter(one => !(one.place === 0 && isNameless(one)) && !dropped.includes(one.name))
    const nameless = rest.find(isNameless)
    if (nameless !== undefined)
      return left(
        `column ${nameless.place + 1} must have a name, found an empty cell: name it, or leave it out with --drop ${JSON.stringify(nameless.name)}`
      )
    const again = rest.find(({ name }, i) => rest.findIndex(other => other.name === name) !== i)
    return again === undefined ? right(rest) : left(twice(again, header))
  }
  const found: Place[] = []
  for (const field of fields) {
    const place = find(showField(field)) ?? find(field.name)
    if (place === undefined) return left(missingColumn(field.name, names))
    const { unit } = place
    if (unit !== '' && field.unit !== '' && unit !== field.unit && place.name === field.name)
      return left(
        `the column ${JSON.stringify(field.name)} must be in ${JSON.stringify(field.unit)}, found ${JSON.stringify(unit)}`
      )
    if (all.some(other => other !== place && other.name === place.name)) return left(twice(field, header))
    found.push({ ...field, place: place.place })
  }
  return right(found)
}

/** Remarks about a header: which column is left out, and whether the header may be data. */
const remarksOn = (header: readonly string[], { header: hasHeader = true }: Expected): readonly string[] => {
  const names = header.filter(cell => cell.trim() !== '')
  const hint = hasHeader && names.length > 0 ? hintOfNumbers(names) : ''
  return [
    ...(header[0]?.trim() === '' ? ['the first column has no name and is left out'] : []),
    ...(hint === '' ? [] : [`the columns are called ${someOf(names)}${hint}`])
  ]
}

const noTexts = (): string[] => []

const readerOf = (field: Wanted, expected: Expected, isIn: (names: readonly string[]) => boolean): Reader => {
  const { fields, categories = [], numbers = [], markers = [], missing, unseen, faults } = expected
  const decimal = expected.decimal ?? field.decimal ?? 'point'
  const named = new Set(['', ...markers])
  const isMissing = (cell: Text): boolean => cell === undefined || named.has(cell)
  const reading = { field, decimal, isMissing, policies: { missing, unseen: field.unseen ?? unseen, faults } }
  if (field.categories !== undefined) return ofKnown(reading, field.categories)
  if (isIn(numbers)) return ofNumbers({ ...reading, field: { ...field, decimal } })
  return fields === undefined ? ofEither(reading, isIn(categories) ? 'categories' : undefined) : ofNumbers(reading)
}

/** Starts to collect rows under a header. A `Left` is the message for a wrong header. */
export const gather = (header: readonly string[], expected: Expected): Either<string, Gathering> => {
  const all = placesIn(header)
  const wanted = chosen(header, all, expected)
  if (isLeft(wanted)) return left(`the header: ${wanted.left}`)
  const { decimal, missing = 'refuse', keep = [] } = expected
  const columns = wanted.right.map(field => {
    const isIn = (names: readonly string[]) => names.some(name => columnNamed(all, name)?.place === field.place)
    return { field, place: field.place, reader: readerOf(field, expected, isIn) }
  })
  const kept = keep.map(name => ({ name, place: columnNamed(all, name)?.place ?? -1, texts: noTexts() }))
  const faults: Fault[] = []
  const isStrict = expected.fields === undefined || expected.faults !== 'keep'
  let size = 0
  const textOf = (cell: Cell): Text => {
    if (typeof cell !== 'number') return cell?.trim()
    return decimal === 'comma' ? String(cell).replace('.', ',') : String(cell)
  }
  return right({
    add: ({ line, cells, fault }) => {
      const isWhole = fault === undefined && cells.length === header.length
      let reason = isWhole
        ? undefined
        : (fault ??
          `line ${line}: a row must have ${header.length} ${header.length === 1 ? 'cell' : 'cells'}, found ${cells.length}${doubtOf(header)}`)
      if (reason !== undefined && isStrict) return reason
      for (const { place, reader } of columns) {
        const found = reader.add(isWhole ? textOf(cells[place]) : undefined, line)
        if (found !== undefined && isStrict) return found
        reason ??= found
      }
      for (const { place, texts } of kept) texts.push(String(cells[place] ?? ''))
      if (reason !== undefined) faults.push({ row: size, reason })
      size++
      return undefined
    },
    table: () => {
      if (size === 0) return left('expected a row after the header, found none')
      const done: (Done & { readonly field: Wanted })[] = []
      for (const { reader, field } of columns) {
        const ended = reader.end()
        if (isLeft(ended)) return ended
        done.push({ ...ended.right, field })
      }
      const gaps = done.flatMap(({ gaps, column, field }) =>
        field.fill === undefined ? gaps.map(gap => ({ ...gap, column })) : []
      )
      const [first] = gaps.toSorted((one, other) => one.line - other.line)
      if (missing === 'refuse' && first !== undefined && isStrict)
        return left(fault(first.line, first.column, lacking(first.found, expected)))
      // With the wrong delimiter, the whole row is one category.
      const ofColumns = doubtOf(header) === '' ? done.flatMap(({ remark }) => remark ?? []) : []
      const remarks = [...(expected.fields === undefined ? remarksOn(header, expected) : []), ...ofColumns]
      const table: Table = {
        size,
        columns: done.map(({ column }) => column),
        ...(gaps.length === 0 || missing === 'refuse' ? {} : { gaps: gaps.map(gapIn) }),
        ...(remarks.length === 0 ? {} : { remarks }),
        ...(faults.length === 0 ? {} : { faults }),
        ...(keep.length === 0 ? {} : { kept: Object.fromEntries(kept.map(({ name, texts }) => [name, texts])) })
      }
      const complete = done.filter(({ field }) => field.fill === undefined).map(({ column }) => column.numbers)
      return missing === 'drop' ? withoutGaps(table, complete) : right(table)
    }
  })
}

const gapIn = ({ column, found, rows }: Gap & { readonly column: Wanted }) => ({
  column: column.name,
  found: found ?? 'null',
  rows
})

/** Leaves out the rows in which one of these columns has no value. */
const withoutGaps = (table: Table, complete: readonly Float64Array[]): Either<string, Table> => {
  const whole: number[] = []
  for (let row = 0; row < table.size; row++) if (!complete.some(numbers => Number.isNaN(numbers[row]))) whole.push(row)
  if (whole.length === table.size) return right(table)
  if (whole.length === 0) return left('expected a row after the header, found only rows with missing values')
  const kept = Object.entries(table.kept ?? {}).map(
    ([name, texts]) => [name, whole.map(row => texts[row] ?? '')] as const
  )
  return right({
    ...table,
    size: whole.length,
    dropped: table.size - whole.length,
    columns: table.columns.map(({ numbers, ...column }) => ({
      ...column,
      numbers: new Float64Array(whole.length).map((_, i) => numbers[whole[i] ?? NaN] ?? NaN)
    })),
    ...(table.kept === undefined ? {} : { kept: Object.fromEntries(kept) })
  })
}

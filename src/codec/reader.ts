/**
 * Readers of columns. A reader takes the cells of one column from top to bottom, and decides at the end what the column holds.
 * Its memory beside the numbers is bounded by the number of categories.
 */
import { type Either, left, map, right } from 'fp-ts/lib/Either.js'
import { type Decimal, isDate, isMarker, isTime, numberIn, quantityIn } from './cell.js'
import { shortly, someOf } from './complaint.js'
import { growing } from './growing.js'
import { type Column, type Expected, type Wanted } from './Table.js'

/** The text of a cell without surrounding spaces. `undefined` is JSON's null. */
export type Text = string | undefined

/** What was found in cells with a missing value, the first line, and the number of rows. */
export interface Gap {
  readonly found: Text
  readonly line: number
  rows: number
}

/** A column that has been read: NaN where its value is missing. */
export interface Done {
  readonly column: Column
  readonly gaps: readonly Gap[]
  readonly remark?: string
}

/** Reads one column. Messages begin with the line and the column. */
export interface Reader {
  /** Adds a cell. Returns a message if the cell is wrong; NaN is added instead. */
  readonly add: (cell: Text, line: number) => string | undefined
  /** Ends the column. A `Left` is a message. */
  readonly end: () => Either<string, Done>
}

/** How to read a column: its name, whether a cell is missing in any column, and policies. */
export interface Reading {
  readonly field: Wanted
  readonly decimal: Decimal
  readonly isMissing: (cell: Text) => boolean
  readonly policies: Pick<Expected, 'missing' | 'unseen' | 'faults'>
}

/** Maximum number of categories of a column. */
const mostCategories = 1000

/** A text as an argument of an option. */
const argument = (text: string): string => (/^[\w.-]+$/.test(text) ? text : JSON.stringify(text))

/** Message about a cell. */
export const fault = (line: number, { name }: Wanted, text: string): string =>
  `line ${line}: ${JSON.stringify(name)} ${text}`

/** Message for a missing value. Where rows with faults are kept, nothing is gained by dropping them. */
export const lacking = (cell: Text, { faults }: Pick<Expected, 'faults'>): string =>
  `must have a value, found ${shortly(cell)}: fill it in, or ${faults === 'keep' ? 'train the model with --missing mean' : 'add --missing drop'}`

const gapsBy = () => {
  const found = new Map<Text, Gap>()
  return {
    add: (cell: Text, line: number, rows = 1): void => {
      const gap = found.get(cell) ?? { found: cell, line, rows: 0 }
      gap.rows += rows
      found.set(cell, gap)
    },
    list: () => [...found.values()]
  }
}

/** The message for a missing value that the policy refuses, or NaN. */
const missing = ({ field, policies }: Reading, cell: Text): string | number =>
  field.fill === undefined && (policies.missing ?? 'refuse') === 'refuse' ? lacking(cell, policies) : NaN

/**
 * Reads cells one by one.
 *
 * @param valueOf the number of a cell, or the end of a message
 */
const oneByOne = (
  reading: Reading,
  isGap: (cell: string) => boolean,
  valueOf: (cell: string) => number | string,
  column: () => Omit<Column, 'numbers' | 'name'>,
  list = growing(),
  gaps = gapsBy()
): Reader => ({
  add: (cell, line) => {
    const isMissing = cell === undefined || isGap(cell)
    const x = isMissing ? missing(reading, cell) : valueOf(cell)
    list.add(typeof x === 'string' ? NaN : x)
    if (isMissing) gaps.add(cell, line)
    return typeof x === 'string' ? fault(line, reading.field, x) : undefined
  },
  end: () => right({ column: { name: reading.field.name, ...column(), numbers: list.numbers() }, gaps: gaps.list() })
})

/**
 * Reads numbers. A field with a decimal mark may have thousands separators and units in its cells.
 *
 * @param hint the end of the message for a cell that is not a number
 */
export const ofNumbers = (
  reading: Reading,
  hint: (cell: string) => string = () => '',
  list = growing(),
  gaps = gapsBy()
): Reader => {
  const { field, decimal, isMissing } = reading
  let { unit } = field
  const valueOf = (cell: string): number | string => {
    const x = numberIn(cell, decimal)
    if (Number.isFinite(x)) return x
    const quantity = field.decimal === undefined ? undefined : quantityIn(cell, decimal)
    if (quantity === undefined) {
      const isComma = decimal === 'point' && quantityIn(cell, 'comma') !== undefined && cell.includes(',')
      const advice = isComma ? ': if the comma is the decimal mark, add --decimal comma' : hint(cell)
      return `must be a number, found ${shortly(cell)}${advice}`
    }
    if (quantity.unit !== '' && unit !== '' && quantity.unit !== unit)
      return `must be in ${JSON.stringify(unit)}, found ${shortly(cell)}`
    unit ||= quantity.unit
    return quantity.value
  }
  const column = () => (field.decimal === undefined ? { unit } : { unit, decimal })
  return oneByOne(reading, cell => isMissing(cell) || isMarker(cell), valueOf, column, list, gaps)
}

/** Reads categories that are known. */
export const ofKnown = (reading: Reading, known: readonly string[]): Reader => {
  const { field, isMissing, policies } = reading
  const places = new Map<string, number>(known.map((category, i) => [category, i]))
  const valueOf = (cell: string): number | string =>
    places.get(cell) ?? (policies.unseen === 'other' ? -1 : `must be one of ${someOf(known)}, found ${shortly(cell)}`)
  const isGap = (cell: string): boolean => !places.has(cell) && isMissing(cell)
  return oneByOne(reading, isGap, valueOf, () => ({ unit: field.unit, categories: known }))
}

/** A different text in a column: its first line, and the number of rows that have it. */
interface Entry {
  readonly text: string
  readonly line: number
  rows: number
}

const rowsOf = (entries: readonly Entry[]): number => entries.reduce((sum, { rows }) => sum + rows, 0)

/**
 * A message that refuses to guess, if at least half of the cells look like numbers but not all of them are.
 *
 * @param weigh how much some of the entries count
 */
const doubtAbout = (
  field: Wanted,
  entries: readonly Entry[],
  decimal: Decimal,
  weigh: (entries: readonly Entry[]) => number
): string | undefined => {
  const huge = entries.find(({ text }) => Math.abs(numberIn(text, decimal)) === Infinity)
  if (huge !== undefined) return fault(huge.line, field, `must be a number, found ${shortly(huge.text)}`)
  const odd = entries.filter(({ text }) => Number.isNaN(numberIn(text, decimal)))
  const like = (mark: Decimal) => odd.filter(({ text }) => quantityIn(text, mark) !== undefined)
  const isComma = rowsOf(like('comma')) > rowsOf(like(decimal))
  const quantities = like(isComma ? 'comma' : decimal)
  const [quantity, text] = [quantities[0], odd[0]]
  if (text === undefined || 2 * (weigh(odd) - weigh(quantities)) > weigh(entries)) return undefined
  const name = argument(field.name)
  const mark = isComma && decimal === 'point' ? ' --decimal comma' : ''
  return quantity === undefined
    ? fault(text.line, field, `must be a number, found ${shortly(text.text)}${hintFor(field)(text.text)}`)
    : fault(
        quantity.line,
        field,
        `looks like a number, found ${shortly(quantity.text)}: read numbers with --numbers ${name}${mark}, or categories with --categories ${name}`
      )
}

const hintFor =
  ({ name }: Wanted) =>
  (cell: string): string =>
    `: if it means a missing value, add --markers ${argument(cell)}; for categories, add --categories ${argument(name)}`

/** Two of some texts that differ only in upper and lower case. */
const sameWords = (entries: readonly Entry[]): readonly [string, string] | undefined => {
  const words = new Map<string, string>()
  for (const { text } of entries) {
    const first = words.get(text.toLowerCase())
    if (first !== undefined) return [first, text]
    words.set(text.toLowerCase(), text)
  }
  return undefined
}

/** Whether a cell has digits but no letters, such as `~5`, `<5` or `10-15`. */
const isLikeNumber = ({ text }: Entry): boolean => /^[^\p{L}]*\p{Nd}[^\p{L}]*$/u.test(text)

/** A remark about categories that are dates, partly numbers, like numbers, like each other, or nearly as many as the rows. */
const remarkOn = (field: Wanted, entries: readonly Entry[], decimal: Decimal): string | undefined => {
  const [column, rows] = [JSON.stringify(field.name), rowsOf(entries)]
  const advice = `leave it out with --drop ${argument(field.name)}?`
  const moments = entries.filter(({ text }) => isDate(text) || isTime(text))
  const numbers = rowsOf(entries.filter(({ text }) => !Number.isNaN(numberIn(text, decimal))))
  const [first] = moments.length > 0 ? moments : entries
  if (entries.length === 1 && rows > 1)
    return `${column} is ${shortly(first?.text)} in all rows that have a value: ${advice}`
  if (2 * rowsOf(moments) >= rows) {
    const what = isTime(first?.text ?? '') ? 'times' : 'dates'
    return `${column} has ${what}, such as ${shortly(first?.text)}, read as ${entries.length} categories: ${advice}`
  }
  if (entries.length >= 10 && entries.length > 0.8 * rows)
    return `${column} has ${entries.length} categories in ${rows} rows, nearly one for each row: ${advice}`
  if (numbers > 0) {
    const [word, ...others] = entries.filter(({ text }) => Number.isNaN(numberIn(text, decimal)))
    const hint = word === undefined || others.length > 0 ? '' : hintFor(field)(word.text)
    return `${column} is read as categories, but ${numbers} of ${rows} cells are numbers${hint}`
  }
  if (entries.every(isLikeNumber))
    return `${column} is read as ${entries.length} categories, although its cells look like numbers, such as ${shortly(first?.text)}`
  const same = sameWords(entries)
  return same === undefined
    ? undefined
    : `${column} has categories that differ only in case: ${shortly(same[0])} and ${shortly(same[1])}`
}

/** Digits that may be a code or a date: the number would lose leading zeros or the last digits, or has no meaning. */
const codes = { 'leading zeros': /^0\d/, 'more than 15 digits': /^\d{16,}$/ }
const compactDate = /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/

/** A remark about numbers that may be codes or dates. */
const codesIn = (field: Wanted, entries: readonly Entry[]): string | undefined => {
  const [column, name] = [JSON.stringify(field.name), argument(field.name)]
  for (const [what, code] of Object.entries(codes)) {
    const found = entries.find(({ text }) => code.test(text))
    if (found !== undefined)
      return `${column} has ${what}, such as ${shortly(found.text)}, read as numbers: for categories, add --categories ${name}`
  }
  const isDates = entries.length > 1 && entries.every(({ text }) => compactDate.test(text))
  return isDates
    ? `${column} has dates, such as ${shortly(entries[0]?.text)}, read as numbers: leave it out with --drop ${name}?`
    : undefined
}

const withRemark = (done: Either<string, Done>, remark: string | undefined): Either<string, Done> =>
  remark === undefined ? done : map((found: Done) => ({ ...found, remark }))(done)

/** Reads a column whose cells decide whether it holds numbers or categories. With `only`, it holds categories. */
export const ofEither = (reading: Reading, only: 'categories' | undefined): Reader => {
  const { field, decimal, isMissing, policies } = reading
  const list = growing()
  const gaps = gapsBy()
  const places = new Map<Text, number>()
  const entries: Entry[] = []
  let numbers: Reader | undefined
  const isNumber = ({ text }: Entry): boolean => Number.isFinite(numberIn(text, decimal))
  /** Replaces the places of texts by their numbers. */
  const toNumbers = (): Reader => {
    const values = entries.map(({ text }) => numberIn(text, decimal))
    list.replace(place => values[place] ?? NaN)
    for (const { text, line, rows } of entries) if (isMarker(text)) gaps.add(text, line, rows)
    const marked = decimal === 'point' ? field : { ...field, decimal }
    return ofNumbers({ ...reading, field: marked, policies: { missing: 'keep' } }, hintFor(field), list, gaps)
  }
  /** The reader of numbers, if all texts so far are numbers. A `Left` is a doubt. */
  const decided = (weigh = rowsOf): Either<string, Reader | undefined> => {
    if (only !== undefined) return right(undefined)
    const values = entries.filter(({ text }) => !isMarker(text))
    if (values.length > 0 && values.every(isNumber)) return right(toNumbers())
    const doubt = doubtAbout(field, values, decimal, weigh)
    return doubt === undefined ? right(undefined) : left(doubt)
  }
  return {
    add: (cell, line) => {
      if (numbers !== undefined) return numbers.add(cell, line)
      const known = places.get(cell)
      const entry = known === undefined ? undefined : entries[known]
      if (entry !== undefined) entry.rows++
      else if (cell === undefined || isMissing(cell)) gaps.add(cell, line)
      else if (places.size < mostCategories) {
        places.set(cell, entries.length)
        entries.push({ text: cell, line, rows: 1 })
      } else {
        // Among this many different texts, a few words that are repeated often are no reason to read categories.
        const found = decided(texts => texts.length)
        if (found._tag === 'Left') return found.left
        numbers = found.right
        const many = `must have at most ${mostCategories} different categories, found ${shortly(cell)} as number ${mostCategories + 1}`
        return numbers === undefined
          ? fault(line, field, `${many}: leave it out with --drop ${argument(field.name)}`)
          : numbers.add(cell, line)
      }
      list.add(places.get(cell) ?? -1)
      return undefined
    },
    end: () => {
      const [gap] = gaps.list()
      if (entries.length === 0 && gap !== undefined && numbers === undefined)
        return left(
          list.numbers().length === 1 && (policies.missing ?? 'refuse') === 'refuse'
            ? fault(gap.line, field, lacking(gap.found, policies))
            : `${JSON.stringify(field.name)} has no values: leave it out with --drop ${argument(field.name)}`
        )
      const found = numbers === undefined ? decided() : right(numbers)
      if (found._tag === 'Left') return found
      if (found.right !== undefined) return withRemark(found.right.end(), codesIn(field, entries))
      list.replace(place => (place < 0 ? NaN : place))
      const remark = only === undefined ? remarkOn(field, entries, decimal) : undefined
      const { name, unit } = field
      return right({
        column: { name, unit, categories: entries.map(({ text }) => text), numbers: list.numbers() },
        gaps: gaps.list(),
        ...(remark === undefined ? {} : { remark })
      })
    }
  }
}

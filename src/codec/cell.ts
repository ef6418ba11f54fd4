/** The decimal mark of the numbers in a table. */
export type Decimal = 'point' | 'comma'

const plain = {
  point: /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
  comma: /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i
}

/** The number in a cell without surrounding spaces; NaN if the cell is not a number, infinite if it is too large. */
export const numberIn = (cell: string, decimal: Decimal = 'point'): number => {
  // Tested first because it is fast: what Number refuses is no number with a decimal point.
  const x = decimal === 'point' ? Number(cell) : NaN
  if (decimal === 'point' && (Number.isNaN(x) || (x !== 0 && Number.isFinite(x) && cell.charCodeAt(1) < 65))) return x
  return plain[decimal].test(cell) ? Number(decimal === 'comma' ? cell.replace(',', '.') : cell) : NaN
}

/** A number with its unit, which is empty for a number alone. */
export interface Quantity {
  readonly value: number
  readonly unit: string
}

const currency = String.raw`\p{Sc}|[A-Z]{3}(?=\s)|[A-Z]{0,2}\p{Sc}`
const suffix = String.raw`[%‰°]|\p{Sc}|(?!(?:st|nd|rd|th)$)[°µμΩ]?[A-Za-z]+(?:[/·*][A-Za-z]+)?[²³23]?`
const written = (group: string, mark: string): RegExp =>
  new RegExp(
    String.raw`^([+−-]?)(?:(${currency})\s*([+−-]?))?(\d{1,3}(?:${group}\d\d\d?)*${group}\d{3}|\d+|(?=${mark}\d))(?:${mark}(\d*))?(e[+-]?\d+)?\s*(${suffix})?$`,
    'u'
  )
const quantities = { point: written(String.raw`[,'’_\s]`, String.raw`\.`), comma: written(String.raw`[.'’_\s]`, ',') }

/**
 * The number in a cell that may have a thousands separator, a percent sign, a currency or a unit: `1,234`, `45 %`, `$5`, `5 kg`. In
 * parentheses, as accountants write it, the number is negative: `(1,234)`. `undefined` if the cell is something else.
 */
export const quantityIn = (cell: string, decimal: Decimal = 'point'): Quantity | undefined => {
  const [, inside] = /^\(([^+−-].*)\)$/.exec(cell) ?? []
  const found = quantities[decimal].exec(inside === undefined ? cell : `-${inside}`)
  if (found === null) return undefined
  const [, before = '', money = '', after = '', whole = '', fraction = '', exponent = '', unit = ''] = found
  const sign = /[−-]/.test(before + after) ? '-' : ''
  const value = Number(`${sign}${whole.replace(/\D/g, '') || '0'}.${fraction || '0'}${exponent}`)
  return Number.isFinite(value) && (money === '' || unit === '') ? { value, unit: money + unit } : undefined
}

const day = String.raw`\d{1,2}(?:st|nd|rd|th)?`
const weekday = String.raw`(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+`
const month = String.raw`(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?`
const gap = String.raw`[\s./,-]+`
const date = [
  String.raw`\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)|\d{1,2}[-/]\d{4}`,
  String.raw`\d{4}[- ]?(?:q[1-4]|w\d\d(?:-\d)?)|q[1-4][- /]?\d{4}`,
  String.raw`${day}${gap}${month}(?:${gap}(?:\d{4}|\d\d))?|${month}${gap}${day}(?:${gap}\d{4})?|${month}${gap}\d{4}`
].join('|')
const dates = new RegExp(`^(?:${weekday})?(?:${date})(?:[T,\\s].*)?$`, 'i')

/** Whether a cell is a date, with or without the time: `2024-02-29`, `29.02.2024`, `2/29/24`, `Feb 29, 2024`, `2024-02-29T10:30`. */
export const isDate = (cell: string): boolean => dates.test(cell)

/** Whether a cell is a time of day: `10:30`, `10:30:05.2`, `9:15 pm`, `10:30+02:00`. */
export const isTime = (cell: string): boolean =>
  /^\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$/i.test(cell)

/** Texts that mean a missing value in a column of numbers, in lower case. In every column, an empty cell is missing. */
const markers: ReadonlySet<string> = new Set(['?', 'na', 'n/a', 'nan', 'null', 'none'])

/** Whether a cell means a missing value in a column of numbers. */
export const isMarker = (cell: string): boolean => markers.has(cell.toLowerCase())

import { parse } from 'csv-parse/sync'
import { identity } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'

/** Decodes a text of the command line. The name of the codec completes the sentence "must be …". */
export type Written<A> = t.Type<A, string> & {
  /** Placeholder in help, such as `number`. */
  readonly value: string
  /** All texts that it decodes, if they are names. */
  readonly names?: readonly string[] | undefined
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const parsed = <A>(expected: string, value: string, is: t.Is<A>, parse: (text: string) => unknown): Written<A> => {
  const validate: t.Validate<unknown, A> = (input, context) => {
    const found = typeof input === 'string' ? parse(input) : undefined
    return is(found) ? t.success(found) : t.failure(input, context)
  }
  return Object.assign(new t.Type<A, string>(expected, is, validate, String), { value })
}

/** Decimal numbers, such as `0.1` or `1e-3`, that satisfy a predicate. */
export const numberThat = (expected: string, isExpected: (value: number) => boolean): Written<number> =>
  parsed(
    expected,
    'number',
    (value): value is number => typeof value === 'number' && isExpected(value),
    text => (decimal.test(text) ? Number(text) : undefined)
  )

const isPositiveInteger = (value: number): boolean => Number.isSafeInteger(value) && value > 0

export const positiveInteger = numberThat('a positive integer', isPositiveInteger)

/** For sizes. Node ends without a message if memory runs out, so sizes have a limit. */
export const positiveIntegerUpTo = (most: number) =>
  numberThat(`a positive integer up to ${most}`, value => isPositiveInteger(value) && value <= most)

export const positiveNumber = numberThat('a positive finite number', value => Number.isFinite(value) && value > 0)

export const wholeNumber = numberThat('an integer between -2^53 and 2^53', Number.isSafeInteger)

const textThat = (expected: string, value: string, isExpected: (text: string) => boolean): Written<string> =>
  parsed(expected, value, (value): value is string => typeof value === 'string' && isExpected(value), identity)

/** A text that is not empty. The last word is its placeholder. */
export const text = (expected: string): Written<string> =>
  textThat(expected, expected.slice(expected.lastIndexOf(' ') + 1), text => text !== '')

/** A file to write. `-` means stdin for a file to read, so it is refused here. */
export const fileToWrite = textThat('a file name', 'file', text => text !== '' && text !== '-')

export const pictureFile = textThat('a file name that ends in .svg', 'file', text => /\.svg$/i.test(text))

/** A cell of CSV, quoted if necessary. */
export const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Texts separated by commas. A text that contains a comma is quoted, as in CSV. */
export const list = (expected: string): Written<readonly string[]> =>
  parsed(
    `${expected}, separated by commas`,
    'list',
    (value): value is readonly string[] => Array.isArray(value) && value.length > 0,
    text => {
      const [cells]: readonly (readonly string[])[] = parse(text, { relax_quotes: true, trim: true })
      return cells?.filter(cell => cell !== '')
    }
  )

export const oneOf = <const N extends string>(names: readonly N[]): Written<N> => {
  const expected = names.length === 1 ? names.join() : `one of ${names.join(', ')}`
  const is = (value: unknown): value is N => names.some(name => name === value)
  return Object.assign(parsed(expected, 'name', is, identity), { names })
}

/** Separator of CSV cells. `tab` is accepted because some shells cannot type the character. */
export const delimiter = parsed(
  'one character other than a quote, or tab',
  'character',
  (value): value is string => typeof value === 'string' && /^[^"\r\n]$/.test(value),
  text => (text === 'tab' ? '\t' : text)
)

/** Between the words of an argument that takes many: no file name and no other word contains it. */
export const separator = '\0'

/** File names, as many as are given. */
export const files = parsed(
  'one or more files',
  'files',
  (value): value is readonly string[] => Array.isArray(value) && value.length > 0,
  text => text.split(separator).filter(name => name !== '')
)

import { parse } from 'csv-parse/sync'
import { chain } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'

/** Decodes a text of the command line. The name of the codec completes the sentence "must be …". */
export type Written<A> = t.Type<A, string>

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const parsed = <A>(expected: string, is: t.Is<A>, parse: (text: string) => unknown): Written<A> =>
  new t.Type(
    expected,
    is,
    (input, context) =>
      pipe(
        t.string.validate(input, context),
        chain(text => {
          const value = parse(text)
          return is(value) ? t.success(value) : t.failure(input, context)
        })
      ),
    String
  )

/** Decimal numbers, such as `0.1` or `1e-3`, that satisfy a predicate. */
export const numberThat = (expected: string, isExpected: (value: number) => boolean): Written<number> =>
  parsed(
    expected,
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

const textThat = (expected: string, isExpected: (text: string) => boolean): Written<string> =>
  parsed(
    expected,
    (value): value is string => typeof value === 'string' && isExpected(value),
    text => text
  )

/** A text that is not empty. */
export const text = (expected: string): Written<string> => textThat(expected, text => text !== '')

/** A file to write. `-` means stdin for a file to read, so it is refused here. */
export const fileToWrite = textThat('a file name', text => text !== '' && text !== '-')

export const pictureFile = textThat('a file name that ends in .svg', text => /\.svg$/i.test(text))

/** Texts separated by commas. A text that contains a comma is quoted, as in CSV. */
export const list = (expected: string): Written<readonly string[]> =>
  parsed(
    `${expected}, separated by commas`,
    (value): value is readonly string[] => Array.isArray(value) && value.length > 0,
    text => {
      const [cells]: readonly (readonly string[])[] = parse(text, { relax_quotes: true, trim: true })
      return cells?.filter(cell => cell !== '')
    }
  )

export const oneOf = <const N extends string>(names: readonly N[]): Written<N> =>
  parsed(
    names.length === 1 ? names.join() : `one of ${names.join(', ')}`,
    (value): value is N => names.some(name => name === value),
    text => text
  )

/** Separator of CSV cells. `tab` is accepted because some shells cannot type the character. */
export const delimiter: Written<string> = new t.Type(
  'one character other than a quote, or tab',
  t.string.is,
  (input, context) =>
    pipe(
      t.string.validate(input, context),
      chain(text => {
        const character = text === 'tab' ? '\t' : text
        return /^[^"\r\n]$/.test(character) ? t.success(character) : t.failure(input, context)
      })
    ),
  String
)

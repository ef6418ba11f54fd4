/** What can be written on a command line, decoded. The name of a codec says what it expects. */
import { chain } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'

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

/** Numbers as people write them, `0.1` or `1e-3`, if they are as expected. */
export const numberThat = (expected: string, isExpected: (value: number) => boolean): Written<number> =>
  parsed(
    expected,
    (value): value is number => typeof value === 'number' && isExpected(value),
    text => (decimal.test(text) ? Number(text) : undefined)
  )

const isPositiveInteger = (value: number): boolean => Number.isSafeInteger(value) && value > 0

export const positiveInteger = numberThat('a positive integer', isPositiveInteger)

/** For sizes: what does not fit into memory ends the process without a word. */
export const positiveIntegerUpTo = (most: number) =>
  numberThat(`a positive integer up to ${most}`, value => isPositiveInteger(value) && value <= most)

export const positiveNumber = numberThat('a positive finite number', value => Number.isFinite(value) && value > 0)

export const wholeNumber = numberThat('a whole number below 2^53', Number.isSafeInteger)

const textThat = (expected: string, isExpected: (text: string) => boolean): Written<string> =>
  parsed(
    expected,
    (value): value is string => typeof value === 'string' && isExpected(value),
    text => text
  )

/** The name of a file or a folder, or another text that is not empty. */
export const text = (expected: string): Written<string> => textThat(expected, text => text !== '')

/** A dash stands for stdin where it is read; what is written goes to a file. */
export const fileToWrite = textThat('the name of a file', text => text !== '' && text !== '-')

export const pictureFile = textThat('the name of a file that ends in .svg', text => /\.svg$/i.test(text))

export const oneOf = <const N extends string>(names: readonly N[]): Written<N> =>
  parsed(
    `one of ${names.join(', ')}`,
    (value): value is N => names.some(name => name === value),
    text => text
  )

/** What stands between the cells of a row; a tab cannot be typed in every shell. */
export const delimiter: Written<string> = new t.Type(
  'one character that is no quote, or tab',
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

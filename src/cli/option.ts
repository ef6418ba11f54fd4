/**
 * Options whose value is a number. The name of a codec says what it expects, so that a mistake can be told in one line:
 *
 *     --epochs must be a positive integer, found "-1"
 */
import { chain, type Either, mapLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Decodes numbers as people write them, `0.1` or `1e-3`, if they are as expected. */
export const numberOption = (expected: string, isExpected: (value: number) => boolean): t.Type<number, string> =>
  new t.Type(
    expected,
    t.number.is,
    (input, context) =>
      pipe(
        t.string.validate(input, context),
        chain(text => {
          const value = Number(text)
          return decimal.test(text) && isExpected(value) ? t.success(value) : t.failure(input, context)
        })
      ),
    String
  )

const isPositiveInteger = (value: number): boolean => Number.isSafeInteger(value) && value > 0

export const positiveInteger = numberOption('a positive integer', isPositiveInteger)

/** For sizes: what does not fit into memory ends the process without a word. */
export const positiveIntegerUpTo = (most: number) =>
  numberOption(`a positive integer up to ${most}`, value => isPositiveInteger(value) && value <= most)

export const positiveNumber = numberOption('a positive finite number', value => Number.isFinite(value) && value > 0)

export const wholeNumber = numberOption('a whole number below 2^53', Number.isSafeInteger)

/** `learningRate` -> `--learning-rate` */
export const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

/** What was expected of which option, and what was found. */
const complaint = ({ context, value }: t.ValidationError): string => {
  const { key, type } = context.at(-1) ?? { key: '', type: t.unknown }
  return `${flagOf(key)} must be ${type.name}, found ${JSON.stringify(value)}`
}

/** The options, or a line about the first that is wrong. */
export const decodeOptions =
  <A>(codec: t.Decoder<unknown, A>) =>
  (values: unknown): Either<string, A> =>
    pipe(
      codec.decode(values),
      mapLeft(([first]) => (first === undefined ? `expected ${codec.name}` : complaint(first)))
    )

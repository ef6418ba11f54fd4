/**
 * What may be written behind a command: a codec, and what help says of it. The name of the codec says what it expects, so
 * that a mistake can be told in one line:
 *
 *     --epochs must be a positive integer, found "-1"
 */
import { type Either, mapLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { shortly } from '../codec/complaint.js'
import { wholeNumber, type Written } from './Written.js'

interface Described {
  /** What help says of it. */
  readonly text: string
  /** What follows it, `number`; a switch has none. */
  readonly value: string | undefined
  /** What is read where it was not written. */
  readonly fallback: string | undefined
}

export type Option<A> = Written<A> & Described

/** By name: `learningRate` is written `--learning-rate`. */
export interface Options {
  readonly [name: string]: t.Mixed & Described
}

export type Given<O extends Options> = { readonly [N in keyof O]: t.TypeOf<O[N]> }

const described = <A>({ name, is, validate }: Written<A>, described: Described): Option<A> =>
  Object.assign(new t.Type<A, string>(name, is, validate, String), described)

/** An option with a value. Without a fallback it must be written. */
export const option = <A>(
  codec: Written<A>,
  { text, value, fallback }: { readonly text: string; readonly value: string; readonly fallback?: string }
): Option<A> => described(codec, { text, value, fallback })

/** An option that may be left out. */
export const optional = <A>(
  codec: Written<A>,
  { text, value }: { readonly text: string; readonly value: string }
): Option<A | undefined> =>
  described(
    new t.Type<A | undefined, string>(
      codec.name,
      (input): input is A | undefined => input === undefined || codec.is(input),
      (input, context) => (input === undefined ? t.success(undefined) : codec.validate(input, context)),
      String
    ),
    { text, value, fallback: undefined }
  )

/** Written or not. */
export const flag = (text: string): Option<boolean> =>
  described(new t.Type('nothing', t.boolean.is, input => t.success(input !== undefined), String), {
    text,
    value: undefined,
    fallback: undefined
  })

/** Where randomness begins: the same of every command that draws any. */
export const seed = option(wholeNumber, {
  text: 'where all randomness comes from; the same seed, the same run',
  value: 'number',
  fallback: '42'
})

/** What every command understands. */
export const shared = {
  json: flag('one JSON object a line on stdout, the last the result; of predict one for each row'),
  debug: flag('print the stack of an unexpected error')
}

/** `learningRate` -> `--learning-rate` */
export const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

/** What was found, in one line. */
export const found = (value: unknown): string => `found ${shortly(value)}`

/** The values of the options, or a line about the first that is wrong. */
export const decode =
  <O extends Options>(options: O, label: (name: string) => string) =>
  (texts: ReadonlyMap<string, string>): Either<string, Given<O>> =>
    pipe(
      Object.fromEntries(Object.entries(options).map(([name, { fallback }]) => [name, texts.get(name) ?? fallback])),
      values => t.type(options).decode(values),
      mapLeft(([first]) => {
        const { key, type } = first?.context.at(-1) ?? { key: '', type: t.unknown }
        return `${label(key)} must be ${type.name}, ${found(first?.value)}`
      })
    )

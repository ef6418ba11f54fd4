import { type Either, mapLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { shortly } from '../codec/complaint.js'
import { suggestion } from '../codec/suggestion.js'
import { wholeNumber, type Written } from './Written.js'

/** How help presents an option. */
interface Help extends Partial<Pick<Written<unknown>, 'names'>> {
  /** Description of the option. */
  readonly text: string
  /** Placeholder of the value, such as `number`. Default: the placeholder of the codec. A flag has no value. */
  readonly value?: string | undefined
  /** Text that is decoded if the option is absent. */
  readonly fallback?: string | undefined
}

/**
 * An option or an argument: a codec with a line of help. The name of the codec appears in error lines:
 *
 *     --epochs must be a positive integer, found "-1"
 */
export type Option<A> = t.Type<A, string> & Help

/** Options by name; `learningRate` is `--learning-rate` on the command line. */
export interface Options {
  readonly [name: string]: t.Mixed & Help
}

export type Given<O extends Options> = { readonly [N in keyof O]: t.TypeOf<O[N]> }

const described = <A>({ name, is, validate }: t.Type<A, unknown>, help: Help): Option<A> =>
  Object.assign(new t.Type<A, string>(name, is, validate, String), help)

/** Option with a value; required if it has no fallback. */
export const option = <A>(codec: Written<A>, help: Help): Option<A> =>
  described(codec, { value: codec.value, names: codec.names, ...help })

/** Option whose value is `undefined` if it is absent. */
export const optional = <A>(codec: Written<A>, help: Omit<Help, 'fallback'>): Option<A | undefined> =>
  described(t.union([codec, t.undefined], codec.name), { value: codec.value, names: codec.names, ...help })

/** Option without a value: true if it is present. */
export const flag = (text: string): Option<boolean> =>
  described(new t.Type('nothing', t.boolean.is, input => t.success(input !== undefined), String), { text })

export const seed = option(wholeNumber, {
  text: 'random seed; the same one repeats a run',
  fallback: '42'
})

/** Options of every command. */
export const shared = {
  json: flag('print JSON, one object per line'),
  debug: flag('print the stack trace of an unexpected error')
}

/** `learningRate` -> `--learning-rate` */
export const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

/** Decodes the options. A `Left` is a line about the first wrong one. */
export const decode =
  <O extends Options>(options: O, label: (name: string) => string) =>
  (texts: ReadonlyMap<string, string>): Either<string, Given<O>> =>
    pipe(
      Object.fromEntries(Object.entries(options).map(([name, { fallback }]) => [name, texts.get(name) ?? fallback])),
      values => t.type(options).decode(values),
      mapLeft(([first]) => {
        const { key, type } = first?.context[1] ?? { key: '', type: t.unknown }
        if (first?.value === undefined) return `${label(key)} is missing: expected ${type.name}`
        const nearest = suggestion(texts.get(key) ?? '', options[key]?.names ?? [])
        return `${label(key)} must be ${type.name}, found ${shortly(first.value)}${nearest}`
      })
    )

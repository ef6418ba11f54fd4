import { chain, type Either, left, mapLeft, right, traverseReadonlyArrayWithIndex, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { type Description, parametersOf, showDescription } from '../layer/Description.js'
import { type Row } from '../catalogue/Row.js'
import { excess, mostParts } from './bounds.js'
import { explained } from './complaint.js'
import { descriptionToJson, type Written, written } from './description.js'
import { type Json, parseJson } from './json.js'

/**
 * Converts values to JSON and back: networks, losses, optimizers, schedules and models.
 *
 *     decode(encode(value)) = a value with the same description
 *
 * Both functions are pure and never throw. A `Left` is one line that names the place, the expected value and the value found.
 *
 * @example
 * const encoded = networkCodec().encode(eraseTypes(dense(2, 3)))
 * const restored = isRight(encoded) ? networkCodec().decode(encoded.right) : encoded
 */
export interface Codec<A> {
  /** JSON of a value, which `JSON.stringify` turns into text. A `Left` gives the reason why `decode` could not restore it. */
  readonly encode: (value: A) => Either<string, Json>
  /** The value that JSON describes. A `Left` gives the first fault and its place: `network.parts[1].kind must be …`. */
  readonly decode: (json: unknown) => Either<string, A>
}

/**
 * Builds a value from its description.
 *
 * @param described the description, decoded from JSON
 * @param place path to the description in the JSON, such as `network.parts[1]`: the beginning of a message
 * @returns a `Left` with the message if the kind is not registered or its configuration is wrong
 */
export type CodecBuild<A> = (described: Written, place: string) => Either<string, A>

/**
 * Builds a value of one kind from its configuration and its parts, which are built already. `place` is the path in the JSON,
 * the beginning of a message.
 */
export type Make<A> = (configuration: unknown, parts: readonly A[], place: string) => Either<string, A>

/**
 * A kind of custom layer, optimizer or schedule with parts, and the function that builds it from JSON. `codecKind` makes one.
 *
 * Register it under the kind of its description: `networkCodec({ halved: kind })`, or `OwnKinds` for a model.
 */
export interface CodecKind<A> {
  /** Exact number of parts. Default: any number from `least` upwards. */
  readonly count?: number | undefined
  /** Minimum number of parts. Default: 0. */
  readonly least?: number
  /** Builds the value from its configuration and its parts. A `Left` is the message of a fault. */
  readonly make: Make<A>
}

/** Runs a constructor. If the constructor throws, the `Left` is its message after the place. */
export const attempt = <A>(place: string, make: () => A): Either<string, A> =>
  tryCatch(make, error => `${place}: ${error instanceof Error ? error.message : String(error)}`)

/**
 * A kind whose configuration is decoded first (io-ts). For layers without parts `builtFrom` is enough.
 *
 * @param configuration decoder of the configuration. `noSettings` for none.
 * @param make builds the value. A message that `make` throws becomes the `Left` of `decode`.
 * @param count number of parts. Default: 0.
 * @example
 * const skip: CodecKind<UntypedLayer> = codecKind(
 *   noSettings,
 *   (_, [body = eraseTypes(identity<Value>())]) => eraseTypes(residual(body)),
 *   1
 * )
 */
export const codecKind = <C, A>(
  configuration: t.Decoder<unknown, C>,
  make: (configuration: C, parts: readonly A[]) => A,
  count = 0
): CodecKind<A> => ({
  count,
  make: (found, parts, place) =>
    pipe(
      configuration.decode(found),
      explained(`${place}.configuration`),
      chain(decoded => attempt(place, () => make(decoded, parts)))
    )
})

/** The kind of a catalogue row. The row's `build` decodes the configuration. */
export const kindOf = <A>({
  build,
  parts = 0,
  moreParts = false
}: Pick<Row<A>, 'build' | 'parts' | 'moreParts'>): CodecKind<A> => ({
  ...(moreParts ? { least: parts } : { count: parts }),
  make: (configuration, built, place) =>
    pipe(
      attempt(place, () => explained(`${place}.configuration`)(build(configuration, built))),
      chain(made => made)
    )
})

/** The kinds of catalogue rows, by name. */
export const kindsOf = <A>(rows: readonly Row<A>[]): readonly (readonly [string, CodecKind<A>])[] =>
  rows.map(row => [row.name, kindOf(row)])

/**
 * The built-in kinds together with the custom ones.
 *
 * @param what noun for the message: `a layer`
 * @throws RangeError if a custom kind has the name of a built-in one
 */
export const registered = <A>(
  what: string,
  own: Readonly<Record<string, CodecKind<A>>>,
  ours: Iterable<readonly [string, CodecKind<A>]>
): ReadonlyMap<string, CodecKind<A>> => {
  const known = new Map(ours)
  const taken = Object.keys(own).find(name => known.has(name))
  if (taken !== undefined)
    throw new RangeError(`There is already ${what} called ${JSON.stringify(taken)}: register yours under another name`)
  return new Map([...known, ...Object.entries(own)])
}

/** A build function over a table of kinds. Parts are built first. `unknown` gives the message for a kind that is not in the table. */
export const buildFrom = <A>(
  kinds: ReadonlyMap<string, CodecKind<A>>,
  unknown: (kind: string) => string
): CodecBuild<A> => {
  const build: CodecBuild<A> = ({ kind, configuration = {}, parts = [] }, place) => {
    const known = kinds.get(kind)
    if (known === undefined) return left(`${place}: ${unknown(kind)}`)
    const { count = parts.length, least = 0, make } = known
    if (parts.length < least) return left(`${place}: ${kind} must have at least ${least} parts, found ${parts.length}`)
    if (parts.length !== count)
      return left(`${place}: ${kind} must have ${count} ${count === 1 ? 'part' : 'parts'}, found ${parts.length}`)
    return pipe(
      parts,
      traverseReadonlyArrayWithIndex((i, part) => build(part, `${place}.parts[${i}]`)),
      chain(built => make(configuration, built, place))
    )
  }
  return build
}

/** Version of the JSON formats. A decoder accepts this one only. */
export const version = 1

const sameDescription = (one: Description, other: Description): boolean => {
  const [a, b] = [one, other].map(described => JSON.stringify([descriptionToJson(described), parametersOf(described)]))
  return a === b
}

/**
 * A codec for values that can be built again from their description.
 *
 *     { "format": "pullback network", "version": 1, "network": { "kind": "dense", … } }
 *
 * `encode` decodes its own text again, so that a value which cannot be restored is refused when it is saved, not when it is
 * loaded.
 *
 * @param name key of the description in the JSON: `network`
 * @param most maximum number of parts, at all levels. Default: 100.
 */
export const codecOf = <A extends { readonly description: Description }>(
  name: string,
  build: CodecBuild<A>,
  most = mostParts.other
): Codec<A> => {
  const format = `pullback ${name}`
  const wrapping = t.intersection([t.UnknownRecord, t.type({ format: t.literal(format), version: t.literal(version) })])
  const decode: Codec<A>['decode'] = json =>
    pipe(
      explained()(wrapping.decode(json)),
      chain(content => explained(name)(written.decode(content[name]))),
      chain(described => {
        const fault = excess(described, most)
        return fault === undefined ? build(described, name) : left(`${name}: ${fault}`)
      })
    )
  return {
    decode,
    encode: value => {
      const json = { format, version, [name]: descriptionToJson(value.description) }
      return pipe(
        parseJson(JSON.stringify(json)),
        chain(decode),
        mapLeft(reason => `${showDescription(value.description)} cannot be saved: ${reason}`),
        chain(({ description }) =>
          sameDescription(description, value.description)
            ? right(json)
            : left(
                `${showDescription(value.description)} cannot be saved: reading it would give ${showDescription(description)}`
              )
        )
      )
    }
  }
}

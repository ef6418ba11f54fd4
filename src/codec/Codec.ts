/**
 * What can be described can be written down: a codec for whatever is built again from its description.
 *
 *     { "format": "pullback network", "version": 1, "network": { "kind": "dense", … } }
 *
 * Encoding reads back the text that it wrote: what would come back as something else, or not at all, is refused then, not
 * when it is needed.
 */
import { chain, type Either, left, mapLeft, right, traverseReadonlyArrayWithIndex, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { type Description, parametersOf, showDescription } from '../layer/Description.js'
import { type Row } from '../catalogue/Row.js'
import { excess, mostParts } from './bounds.js'
import { explained } from './complaint.js'
import { descriptionToJson, type Written, written } from './description.js'
import { type Json, parseJson } from './json.js'

export interface Codec<A> {
  readonly encode: (value: A) => Either<string, Json>
  readonly decode: (json: unknown) => Either<string, A>
}

/** Builds what a description describes, or says at which place it cannot. */
export type CodecBuild<A> = (described: Written, place: string) => Either<string, A>

/** Makes one kind of thing of its configuration and its parts, which are made already. */
export type Make<A> = (configuration: unknown, parts: readonly A[], place: string) => Either<string, A>

export interface CodecKind<A> {
  /** Number of parts. Default: any. */
  readonly count?: number | undefined
  /** Smallest number of parts. Default: 0. */
  readonly least?: number
  readonly make: Make<A>
}

/** What a constructor throws, because sizes do not fit, is its message at that place. */
export const attempt = <A>(place: string, make: () => A): Either<string, A> =>
  tryCatch(make, error => `${place}: ${error instanceof Error ? error.message : String(error)}`)

/** A kind that is made of a configuration, once that is decoded. */
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

/** The kind of a row of the catalogue, which decodes its configuration itself. */
export const kindOf = <A>({ build, parts = 0 }: Pick<Row<A>, 'build' | 'parts'>): CodecKind<A> => ({
  count: parts,
  make: (configuration, built, place) =>
    pipe(
      attempt(place, () => explained(`${place}.configuration`)(build(configuration, built))),
      chain(made => made)
    )
})

/** The kinds of rows of the catalogue, by name. */
export const kindsOf = <A>(rows: readonly Row<A>[]): readonly (readonly [string, CodecKind<A>])[] =>
  rows.map(row => [row.name, kindOf(row)])

/**
 * Kinds of one's own beside ours.
 *
 * @throws RangeError where a name is registered that one of ours has
 */
export const registered = <A>(
  what: string,
  own: Readonly<Record<string, CodecKind<A>>>,
  ours: Iterable<readonly [string, CodecKind<A>]>
): ReadonlyMap<string, CodecKind<A>> => {
  const known = new Map(ours)
  const taken = Object.keys(own).find(name => known.has(name))
  if (taken !== undefined) throw new RangeError(`There is ${what} called ${JSON.stringify(taken)} already`)
  return new Map([...known, ...Object.entries(own)])
}

/** Builds from a table of kinds, the parts before what they are parts of. `unknown` says what is wrong with a kind that is not there. */
export const buildFrom = <A>(
  kinds: ReadonlyMap<string, CodecKind<A>>,
  unknown: (kind: string) => string
): CodecBuild<A> => {
  const build: CodecBuild<A> = ({ kind, configuration = {}, parts = [] }, place) => {
    const known = kinds.get(kind)
    if (known === undefined) return left(`${place}: ${unknown(kind)}`)
    const { count = parts.length, least = 0, make } = known
    if (parts.length < least) return left(`${place}: ${kind} has ${least} parts or more, found ${parts.length}`)
    if (parts.length !== count) return left(`${place}: ${kind} has ${count} parts, found ${parts.length}`)
    return pipe(
      parts,
      traverseReadonlyArrayWithIndex((i, part) => build(part, `${place}.parts[${i}]`)),
      chain(built => make(configuration, built, place))
    )
  }
  return build
}

export const version = 1

const sameDescription = (one: Description, other: Description): boolean => {
  const [a, b] = [one, other].map(described => JSON.stringify([descriptionToJson(described), parametersOf(described)]))
  return a === b
}

/**
 * @param name what it is: `network`
 * @param most how many parts it may have, parts of parts among them
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
                `${showDescription(value.description)} cannot be saved: it would be read as ${showDescription(description)}`
              )
        )
      )
    }
  }
}

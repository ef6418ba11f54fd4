import { type Either, isLeft, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { type Description } from '../layer/Description.js'

export type Configuration = Description['configuration']

/** Builds a value from the configuration of a description, and from its parts, which are built already. */
export type Builder<A> = (configuration: unknown, parts?: readonly A[]) => Either<t.Errors, A>

/** A kind of layer, loss, optimizer, schedule or initializer that can be built by name. */
export interface Row<A> {
  /** The name of the function that makes it: the kind of its description. */
  readonly name: string
  /** What it computes: `y = tanh x`. */
  readonly formula: string
  /** The configuration of a small, typical one, which is listed and which the laws try. Default: {}. */
  readonly example?: Configuration
  /** The number of parts. Default: 0. */
  readonly parts?: number
  readonly build: Builder<A>
}

/** A builder that decodes the configuration first. */
export const decoding =
  <C, A>(configuration: t.Decoder<unknown, C>, make: (configuration: C, parts: readonly A[]) => A): Builder<A> =>
  (found, parts = []) =>
    pipe(
      configuration.decode(found),
      map(decoded => make(decoded, parts))
    )

/** The example of a row. @throws TypeError if its configuration cannot be built */
export const exampleOf = <A>({ name, example = {}, build }: Omit<Row<A>, 'formula'>, parts: readonly A[] = []): A => {
  const built = build(example, parts)
  if (isLeft(built)) throw new TypeError(`${name}: the row's example must be a configuration of it`)
  return built.right
}

/** No settings. */
export const noSettings = t.strict({})

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n > 0

/** A size in a configuration. */
export const size = t.refinement(t.number, isSize, 'a positive integer')

/** A number of places, zeros, … in a configuration. */
export const wholeNumber = t.refinement(
  t.number,
  n => Number.isSafeInteger(n) && n >= 0,
  'a whole number of at least 0'
)

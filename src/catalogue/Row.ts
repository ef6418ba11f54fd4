import { type Either, isLeft, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { type Description } from '../layer/Description.js'

/** Arguments of a builder, by name, as plain JSON. */
export type Configuration = Description['configuration']

/**
 * Builds a value from the configuration of a description and from the parts, which are already built. Returns the errors of
 * io-ts if the configuration is not valid.
 */
export type Builder<A> = (configuration: unknown, parts?: readonly A[]) => Either<t.Errors, A>

/** One kind of layer, loss, optimizer, schedule or initializer that can be built by name. */
export interface Row<A> {
  /** Name of the function that builds the value: the `kind` of its description. */
  readonly name: string
  /** Formula of the value: `y = tanh x`. */
  readonly formula: string
  /** Configuration of a small, typical value, for lists and laws. Default: {}. */
  readonly example?: Configuration
  /** Number of parts. Default: 0. */
  readonly parts?: number
  /** Whether there may be more parts than `parts`. Default: false. */
  readonly moreParts?: boolean
  /** Builds the value. */
  readonly build: Builder<A>
}

/** Makes a builder that decodes the configuration first. */
export const decoding =
  <C, A>(configuration: t.Decoder<unknown, C>, make: (configuration: C, parts: readonly A[]) => A): Builder<A> =>
  (found, parts = []) =>
    pipe(
      configuration.decode(found),
      map(decoded => make(decoded, parts))
    )

/**
 * Builds the example of a row.
 *
 * @throws TypeError if the example is not a valid configuration
 */
export const exampleOf = <A>({ name, example = {}, build }: Omit<Row<A>, 'formula'>, parts: readonly A[] = []): A => {
  const built = build(example, parts)
  if (isLeft(built)) throw new TypeError(`${name}: the example in the catalogue is not a valid configuration`)
  return built.right
}

/**
 * Decoder of an empty configuration, for custom layers and losses without settings.
 *
 * @example builtFrom(noSettings, activation(Algebra.sin, Algebra.cos, 'sine'))
 */
export const noSettings = t.strict({})

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n > 0

/** Decoder of a size. */
export const size = t.refinement(t.number, isSize, 'a positive integer')

/** Decoder of a count, such as a padding. */
export const wholeNumber = t.refinement(
  t.number,
  n => Number.isSafeInteger(n) && n >= 0,
  'a whole number of at least 0'
)

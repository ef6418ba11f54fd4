/** What the catalogue says of a kind of layer: enough to print it, to build one from its description, and to try the laws on it. */
import { type Either, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { eraseTypes, type UntypedLayer } from '../layer/eraseTypes.js'
import { type Layer } from '../layer/Layer.js'
import { type Shapes } from '../tensor/Shape.js'
import { type Params, type Value } from '../algebra/Value.js'

export interface Row {
  /** The name of the function that makes it: the kind of its description. */
  readonly name: string
  /** What it computes: `y = tanh x`. */
  readonly formula: string
  /** Some layers of this kind, smallest first. */
  readonly layers: readonly UntypedLayer[]
  /** Linear in each tensor of the parameters and in the input: its gradients are exact on whole numbers. */
  readonly multilinear?: boolean
  /** While it learns, its output for one example depends on the others of the batch. */
  readonly batchStatistics?: boolean
  /** The shapes of an example to try, where `inputShape` is none and no small shape will do. */
  readonly shapes?: readonly Shapes[]
  /** Makes an input that it takes of any number; needed where it does not take them all. */
  readonly input?: (x: number) => number
  /**
   * The layer of this kind that takes inputs of that shape, its own size as given where it is free to choose; for random
   * networks, where none of `layers` may happen to fit.
   */
  readonly fitting?: (input: Shapes, size: number) => UntypedLayer | undefined
  /** The layer of a description's configuration. Without it a layer cannot be saved. */
  readonly build?: (configuration: unknown) => Either<t.Errors, UntypedLayer>
}

/** Builds a layer from a configuration, once that is decoded. */
export const builtFrom =
  <C, P extends Params, A extends Value, B extends Value>(
    configuration: t.Decoder<unknown, C>,
    make: (configuration: C) => Layer<P, A, B>
  ): Required<Row>['build'] =>
  found =>
    pipe(
      configuration.decode(found),
      map(decoded => eraseTypes(make(decoded)))
    )

/** The number of features, of a shape that is a single row. */
export const features = (input: Shapes): number | undefined =>
  input.length === 1 && typeof input[0] === 'number' ? input[0] : undefined

export const nothing = t.strict({})

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n > 0

/** A size in a configuration. */
export const size = t.refinement(t.number, isSize, 'a positive integer')

/** A number of places, zeros, … in a configuration. */
export const wholeNumber = t.refinement(
  t.number,
  n => Number.isSafeInteger(n) && n >= 0,
  'a whole number of at least 0'
)

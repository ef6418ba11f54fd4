import { type Either } from 'fp-ts/lib/Either.js'
import { type Option } from 'fp-ts/lib/Option.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type Random } from '../tensor/Random.js'
import { type ShapeError, type Shapes } from '../tensor/Shape.js'
import { type Description } from './Description.js'
import { type Cache, type Layer } from './Layer.js'

/** A layer without static types of parameters, input and output: the result of `eraseTypes`. */
export type UntypedLayer = Layer<Params, Value, Value>

/**
 * A layer of any types: every `Layer<P, A, B>` is assignable to `AnyLayer`. `Layer` is invariant in its types, so a collection
 * of different layers has the type `readonly AnyLayer[]`.
 */
export interface AnyLayer {
  /** Kind, configuration and parameters. */
  readonly description: Description
  /** Shape of one example of the input. `none` if the layer takes more than one shape. */
  readonly inputShape: Option<Shapes>
  /** Computes the shape of one example of the output. */
  readonly outputShape: (input: Shapes) => Either<ShapeError, Shapes>
  /** Draws the initial parameters. */
  readonly init: Random<Params>
  /** Computes the output and the cache. The arguments have the type `never`, so `forward` of an `AnyLayer` cannot be called. */
  readonly forward: (params: never, input: never) => readonly [output: Value, cache: Cache]
  /** Computes the gradients of the parameters and of the input. */
  readonly backward: (params: never, cache: Cache, outputGradient: never) => readonly [Params, Value]
  /** Behaviour during training. `none` for a layer that trains and predicts with the same function. */
  readonly training: Option<unknown>
  /** Stepwise inference. `none` for a layer that needs the whole sequence. */
  readonly stepwise: Option<unknown>
}

/** Type of the parameters of a layer: `ParamsOf<typeof network>`. */
export type ParamsOf<L extends AnyLayer> = TypesOf<L>['params']

/** Type of the input of a layer, with the batch axis: `InputOf<typeof network>`. */
export type InputOf<L extends AnyLayer> = TypesOf<L>['input']

/** Type of the output of a layer, with the batch axis: `OutputOf<typeof network>`. */
export type OutputOf<L extends AnyLayer> = TypesOf<L>['output']

type TypesOf<L extends AnyLayer> =
  L extends Layer<infer P, infer A, infer B>
    ? { readonly params: P; readonly input: A; readonly output: B }
    : { readonly params: never; readonly input: never; readonly output: never }

/** Type of the parameters of several layers, concatenated. `Params` for a list of unknown length. */
export type AllParams<L extends readonly AnyLayer[]> = L extends readonly [
  infer First extends AnyLayer,
  ...infer Rest extends readonly AnyLayer[]
]
  ? readonly [...ParamsOf<First>, ...AllParams<Rest>]
  : number extends L['length']
    ? Params
    : readonly []

/** Type of the inputs of several layers, as a tuple. */
export type AllInputs<L extends readonly AnyLayer[]> = { readonly [I in keyof L]: InputOf<L[I]> }

/** Type of the outputs of several layers, as a tuple. */
export type AllOutputs<L extends readonly AnyLayer[]> = { readonly [I in keyof L]: OutputOf<L[I]> }

/** Erases the types of a layer without adding the run-time checks of `eraseTypes`. */
export const untyped = (layer: AnyLayer): UntypedLayer =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: the combinators check the types in their signatures
  layer as unknown as UntypedLayer

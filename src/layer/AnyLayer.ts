import { type Either } from 'fp-ts/lib/Either.js'
import { type Option } from 'fp-ts/lib/Option.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type Random } from '../tensor/Random.js'
import { type ShapeError, type Shapes } from '../tensor/Shape.js'
import { type Description } from './Description.js'
import { type UntypedLayer } from './eraseTypes.js'
import { type Cache, type Layer } from './Layer.js'

/** A layer of any types: what every `Layer<P, A, B>` can be assigned to. */
export interface AnyLayer {
  readonly description: Description
  readonly inputShape: Option<Shapes>
  readonly outputShape: (input: Shapes) => Either<ShapeError, Shapes>
  readonly init: Random<Params>
  readonly forward: (params: never, input: never) => readonly [output: Value, cache: Cache]
  readonly backward: (params: never, cache: Cache, outputGradient: never) => readonly [Params, Value]
  readonly training: Option<unknown>
}

/** The type of the parameters of a layer, of its input, and of its output. */
export type ParamsOf<L extends AnyLayer> = TypesOf<L>['params']
export type InputOf<L extends AnyLayer> = TypesOf<L>['input']
export type OutputOf<L extends AnyLayer> = TypesOf<L>['output']

type TypesOf<L extends AnyLayer> =
  L extends Layer<infer P, infer A, infer B>
    ? { readonly params: P; readonly input: A; readonly output: B }
    : { readonly params: never; readonly input: never; readonly output: never }

/** The parameters of several layers, concatenated. */
export type AllParams<L extends readonly AnyLayer[]> = L extends readonly [
  infer First extends AnyLayer,
  ...infer Rest extends readonly AnyLayer[]
]
  ? readonly [...ParamsOf<First>, ...AllParams<Rest>]
  : number extends L['length']
    ? Params
    : readonly []

/** The inputs of several layers, as a tuple. */
export type AllInputs<L extends readonly AnyLayer[]> = { readonly [I in keyof L]: InputOf<L[I]> }

/** The outputs of several layers, as a tuple. */
export type AllOutputs<L extends readonly AnyLayer[]> = { readonly [I in keyof L]: OutputOf<L[I]> }

/** Any layer as one whose types are unknown, without the checks of `eraseTypes`. */
export const untyped = (layer: AnyLayer): UntypedLayer =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the existential: whoever composes has checked the types
  layer as unknown as UntypedLayer

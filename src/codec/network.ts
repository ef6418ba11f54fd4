import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/Either.js'
import * as R from 'fp-ts/lib/ReadonlyRecord.js'
import { layers } from '../catalogue/layers.js'
import * as t from 'io-ts/lib/index.js'
import { type Builder } from '../catalogue/Row.js'
import { beside } from '../layer/combinator/beside.js'
import { fork } from '../layer/combinator/fork.js'
import { eraseTypes } from '../layer/eraseTypes.js'
import { named } from '../layer/named.js'
import { type UntypedLayer } from '../layer/AnyLayer.js'
import { residual } from '../layer/combinator/residual.js'
import { recompute } from '../layer/combinator/recompute.js'
import { share } from '../layer/combinator/share.js'
import { tie } from '../layer/combinator/tie.js'
import { type Layer } from '../layer/Layer.js'
import { keeping } from '../layer/sequence/keeping.js'
import { backInTime, type Cell, overTime } from '../layer/sequence/overTime.js'
import { perPosition } from '../layer/sequence/perPosition.js'
import { type Shape } from '../tensor/Shape.js'
import { type Batched } from '../tensor/Tensor.js'
import { isAsItLearns } from '../layer/Description.js'
import { identity, inSequence } from '../layer/andThen.js'
import { type Params, type Value } from '../algebra/Value.js'
import { mostParts } from './bounds.js'
import {
  attempt,
  type CodecBuild,
  buildFrom,
  type Codec,
  codecKind,
  codecOf,
  type CodecKind,
  kindOf,
  kindsOf,
  registered
} from './Codec.js'

/**
 * Builds a custom layer when a file is read: from its configuration (`builtFrom` makes one), or for a combinator from its
 * configuration and its parts (`codecKind` makes one).
 */
export type LayerBuilder = Builder<UntypedLayer> | CodecKind<UntypedLayer>

const nothing = eraseTypes(identity<Value>())

/** Layers on batches of tensors, whose shapes are checked at run time. */
type OnBatch = Layer<Params, Batched<Shape>, Batched<Shape>>
type AnyCell = Cell<Params, Batched<Shape>, Batched<Shape>, Value>

/* eslint-disable @typescript-eslint/consistent-type-assertions -- existential type: layers read from a file check their shapes */
const onBatch = (layer: UntypedLayer): OnBatch => layer as unknown as OnBatch
const cell = (layer: UntypedLayer): AnyCell => layer as unknown as AnyCell
/* eslint-enable @typescript-eslint/consistent-type-assertions -- end of the block */

const combinator = (
  combine: (parts: readonly UntypedLayer[]) => UntypedLayer,
  numbers: Pick<CodecKind<UntypedLayer>, 'count' | 'least'> = {}
): CodecKind<UntypedLayer> => ({
  ...numbers,
  make: (_, parts, place) => attempt(place, () => combine(parts))
})

const combinators: readonly (readonly [string, CodecKind<UntypedLayer>])[] = [
  ['sequence', combinator(inSequence)],
  [
    'beside',
    combinator(([one = nothing, other = nothing, ...others]) => eraseTypes(beside(one, other, ...others)), { least: 2 })
  ],
  [
    'fork',
    combinator(([one = nothing, other = nothing, ...others]) => eraseTypes(fork(one, other, ...others)), { least: 2 })
  ],
  ['share', combinator(([shared = nothing]) => eraseTypes(share(shared)), { count: 1 })],
  ['residual', combinator(([body = nothing]) => eraseTypes(residual(body)), { count: 1 })],
  ['recompute', combinator(([body = nothing]) => eraseTypes(recompute(body)), { count: 1 })],
  [
    'tie',
    combinator(([first = nothing, body = nothing, head = nothing]) => eraseTypes(tie(first, body, head)), { count: 3 })
  ],
  ['perPosition', combinator(([body = nothing]) => eraseTypes(perPosition(onBatch(body))), { count: 1 })],
  ['overTime', combinator(([body = nothing]) => eraseTypes(overTime(cell(body))), { count: 1 })],
  ['backInTime', combinator(([body = nothing]) => eraseTypes(backInTime(cell(body))), { count: 1 })],
  ['keeping', combinator(([body = nothing]) => eraseTypes(keeping(cell(body))), { count: 1 })],
  ['named', codecKind(t.strict({ name: t.string }), ({ name }, [body = nothing]) => eraseTypes(named(name, body)), 1)]
]

const catalogue: ReadonlyMap<string, CodecKind<UntypedLayer>> = new Map([...kindsOf(layers), ...combinators])

const unknownKind = (kind: string): string => {
  if (kind === 'activation')
    return 'an activation without a name cannot be saved: pass one, activation(f, fPrime, "name"), and register a builder under it'
  if (kind === 'frozen')
    return 'a frozen layer cannot be saved: compose the layer itself, and put its parameters beside the trained ones'
  return isAsItLearns(kind)
    ? 'the training form of a layer cannot be saved: save the layer itself'
    : `unknown layer ${JSON.stringify(kind)}: a custom layer needs a builder registered under this name`
}

/**
 * Builds networks from the catalogue, and custom layers with the builders that are registered for their kinds.
 *
 * @throws RangeError if a custom kind has the name of a built-in layer
 */
export const buildNetwork = (own: Readonly<Record<string, LayerBuilder>> = {}): CodecBuild<UntypedLayer> => {
  return buildFrom(
    registered(
      'a layer',
      pipe(
        own,
        R.map(build => (typeof build === 'function' ? kindOf({ build }) : build))
      ),
      catalogue
    ),
    unknownKind
  )
}

/**
 * Codec for networks, without their parameters.
 *
 *     decode(encode(network)) = a network with the same description, and so with the same forward and backward
 *
 * Saves every built-in layer, every composition of layers, and custom layers whose kinds are registered. The initializers are
 * not part of a description and are not saved: `modelCodec` and `encodeModel` save the parameters.
 *
 * @param own builders of custom layers, by the kind of their description. Default: none.
 * @throws RangeError if a custom kind has the name of a built-in layer
 * @example
 * const sine = activation(Algebra.sin, Algebra.cos, 'sine')
 * const codec = networkCodec({ sine: builtFrom(noSettings, () => sine()) })
 */
export const networkCodec = (own: Readonly<Record<string, LayerBuilder>> = {}): Codec<UntypedLayer> => {
  const build = buildNetwork(own)
  return codecOf('network', (described, place) => pipe(build(described, place), map(eraseTypes)), mostParts.network)
}

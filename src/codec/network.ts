/**
 * Networks as JSON and back.
 *
 *     decode(encode(network)) = a network of the same description, and so with the same forward and backward
 *
 * Every layer of the catalogue can be written down, and every composition of them. A layer of one's own is saved under the
 * kind that its description has, for which a builder is registered:
 *
 *     const sine = activation(sin, cos, 'sine')
 *     const codec = networkCodec({ sine: builtFrom(nothing, () => sine()) })
 *
 * Where the parameters begin is no part of a description, and not saved: a network that was read has parameters to read.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/Either.js'
import * as R from 'fp-ts/lib/ReadonlyRecord.js'
import { layers } from '../catalogue/layers.js'
import { type Builder } from '../catalogue/Row.js'
import { beside } from '../layer/combinator/beside.js'
import { fork } from '../layer/combinator/fork.js'
import { eraseTypes, type UntypedLayer } from '../layer/eraseTypes.js'
import { residual } from '../layer/combinator/residual.js'
import { share } from '../layer/combinator/share.js'
import { isAsItLearns } from '../layer/Description.js'
import { identity, inSequence } from '../layer/andThen.js'
import { type Value } from '../algebra/Value.js'
import { mostParts } from './bounds.js'
import {
  attempt,
  type CodecBuild,
  buildFrom,
  type Codec,
  codecOf,
  type CodecKind,
  kindOf,
  kindsOf,
  registered
} from './Codec.js'

/** Builds a layer: of its configuration (`builtFrom` makes one), or, for a combinator, of its parts too (`kind` makes one). */
export type LayerBuilder = Builder<UntypedLayer> | CodecKind<UntypedLayer>

const nothing = eraseTypes(identity<Value>())

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
  ['residual', combinator(([body = nothing]) => eraseTypes(residual(body)), { count: 1 })]
]

const catalogue: ReadonlyMap<string, CodecKind<UntypedLayer>> = new Map([...kindsOf(layers), ...combinators])

const unknownKind = (kind: string): string => {
  if (kind === 'activation')
    return 'an activation needs a name to be saved under, activation(f, fPrime, "name"), and a builder registered for it'
  return isAsItLearns(kind)
    ? 'the training form of a layer is not saved: save the layer'
    : `no layer is registered under the name ${JSON.stringify(kind)}`
}

/**
 * Builds networks of the catalogue's layers and of those that are registered, by the kinds of their descriptions.
 *
 * @throws RangeError where a name is registered that another layer has
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

export const networkCodec = (own: Readonly<Record<string, LayerBuilder>> = {}): Codec<UntypedLayer> => {
  const build = buildNetwork(own)
  return codecOf('network', (described, place) => pipe(build(described, place), map(eraseTypes)), mostParts.network)
}

import { bind, bindTo, type Either } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { lossCodec } from '../codec/loss.js'
import { networkCodec } from '../codec/network.js'
import { optimizerCodec } from '../codec/optimizer.js'
import { type UntypedLayer } from '../layer/AnyLayer.js'
import { type UntypedLoss } from '../learning/Loss.js'
import { type Optimizer } from '../learning/Optimizer.js'
import { type Site } from './Site.js'

/** What a learner is made of. */
export interface Described {
  readonly network: UntypedLayer
  readonly loss: UntypedLoss
  readonly optimizer: Optimizer
}

/** Descriptions, whose decoders are those of the codecs. */
export const descriptions = { network: t.unknown, loss: t.unknown, optimizer: t.unknown }

type Descriptions = { readonly [N in keyof typeof descriptions]: unknown }

/** The descriptions of a learner. A `Left` names a part that cannot be sent. */
export const describeLearner =
  ({ own = {} }: Site) =>
  ({ network, loss, optimizer }: Described): Either<string, Descriptions> =>
    pipe(
      networkCodec(own.layers).encode(network),
      bindTo('network'),
      bind('loss', () => lossCodec(own.losses).encode(loss)),
      bind('optimizer', () => optimizerCodec(own.optimizers, own.schedules).encode(optimizer))
    )

/** A learner from its descriptions. A `Left` names a kind that this machine does not know. */
export const learnerFrom =
  ({ own = {} }: Site) =>
  ({ network, loss, optimizer }: Descriptions): Either<string, Described> =>
    pipe(
      networkCodec(own.layers).decode(network),
      bindTo('network'),
      bind('loss', () => lossCodec(own.losses).decode(loss)),
      bind('optimizer', () => optimizerCodec(own.optimizers, own.schedules).decode(optimizer))
    )

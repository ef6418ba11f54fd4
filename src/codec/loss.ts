import * as R from 'fp-ts/lib/ReadonlyRecord.js'
import { losses } from '../catalogue/losses.js'
import { type Builder } from '../catalogue/Row.js'
import { type UntypedLoss } from '../learning/Loss.js'
import { type CodecBuild, buildFrom, type Codec, codecOf, kindOf, kindsOf, registered } from './Codec.js'

/** Builds a custom loss from its configuration, when a file is read. `lossFrom` makes one. */
export type LossBuilder = Builder<UntypedLoss>

/**
 * Builds losses from the catalogue, and custom losses with the builders that are registered for their kinds.
 *
 * @throws RangeError if a custom kind has the name of a built-in loss
 */
export const buildLoss = (own: Readonly<Record<string, LossBuilder>> = {}): CodecBuild<UntypedLoss> =>
  buildFrom(
    registered('a loss', R.map((build: LossBuilder) => kindOf({ build }))(own), kindsOf(losses)),
    name => `unknown loss ${JSON.stringify(name)}: a custom loss needs a builder registered under this name`
  )

/**
 * Codec for losses. Saves every built-in loss, and custom losses whose kinds are registered.
 *
 * @param own builders of custom losses, by the kind of their description. Default: none.
 * @throws RangeError if a custom kind has the name of a built-in loss
 * @example lossCodec().encode(eraseLossTypes(huber(0.5)))
 */
export const lossCodec = (own?: Readonly<Record<string, LossBuilder>>): Codec<UntypedLoss> =>
  codecOf('loss', buildLoss(own))

import * as R from 'fp-ts/lib/ReadonlyRecord.js'
import { losses } from '../catalogue/losses.js'
import { type Builder } from '../catalogue/Row.js'
import { type UntypedLoss } from '../learning/Loss.js'
import { type CodecBuild, buildFrom, type Codec, codecOf, kindOf, kindsOf, registered } from './Codec.js'

/** Builds a loss from its configuration: `lossFrom` makes one. */
export type LossBuilder = Builder<UntypedLoss>

/**
 * Builds losses from the catalogue, and custom losses by the builders that are registered for their kinds.
 *
 * @throws RangeError if a registered name is taken
 */
export const buildLoss = (own: Readonly<Record<string, LossBuilder>> = {}): CodecBuild<UntypedLoss> =>
  buildFrom(
    registered('a loss', R.map((build: LossBuilder) => kindOf({ build }))(own), kindsOf(losses)),
    name => `no loss is registered under the name ${JSON.stringify(name)}`
  )

/** Losses as JSON and back. A custom loss is saved under the kind of its description, if that kind is registered here. */
export const lossCodec = (own?: Readonly<Record<string, LossBuilder>>): Codec<UntypedLoss> =>
  codecOf('loss', buildLoss(own))

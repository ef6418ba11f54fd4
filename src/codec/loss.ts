/**
 * Losses as JSON and back. Every loss of the catalogue can be saved, and one of one's own under the kind of its description,
 * for which a builder is registered.
 */
import * as R from 'fp-ts/lib/ReadonlyRecord.js'
import { losses } from '../catalogue/losses.js'
import { type Builder } from '../catalogue/Row.js'
import { type UntypedLoss } from '../learning/Loss.js'
import { type Build, buildFrom, type Codec, codecOf, kindOf, kindsOf, registered } from './Codec.js'

/** Builds a loss of its configuration: `lossFrom` makes one. */
export type LossBuilder = Builder<UntypedLoss>

/** @throws RangeError where a name is registered that another loss has */
export const buildLoss = (own: Readonly<Record<string, LossBuilder>> = {}): Build<UntypedLoss> =>
  buildFrom(
    registered('a loss', R.map((build: LossBuilder) => kindOf({ build }))(own), kindsOf(losses)),
    name => `no loss is registered under the name ${JSON.stringify(name)}`
  )

export const lossCodec = (own?: Readonly<Record<string, LossBuilder>>): Codec<UntypedLoss> =>
  codecOf('loss', buildLoss(own))

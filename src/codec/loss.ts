/**
 * Losses as JSON and back. Every loss of the catalogue can be saved, and one of one's own under the kind of its description,
 * for which a builder is registered.
 */
import * as R from 'fp-ts/lib/ReadonlyRecord.js'
import { type LossRow, losses } from '../catalogue/losses.js'
import { type UntypedLoss } from '../learning/Loss.js'
import { type Build, buildFrom, type Codec, codecOf, elementary, registered } from './Codec.js'

/** Builds a loss of its configuration: `lossFrom` makes one. */
export type LossBuilder = LossRow['build']

/** @throws RangeError where a name is registered that another loss has */
export const buildLoss = (own: Readonly<Record<string, LossBuilder>> = {}): Build<UntypedLoss> =>
  buildFrom(
    registered(
      'a loss',
      R.map<LossBuilder, ReturnType<typeof elementary<UntypedLoss>>>(elementary)(own),
      losses.map(({ name, build }) => [name, elementary(build)])
    ),
    name => `no loss is registered under the name ${JSON.stringify(name)}`
  )

export const lossCodec = (own?: Readonly<Record<string, LossBuilder>>): Codec<UntypedLoss> =>
  codecOf('loss', buildLoss(own))

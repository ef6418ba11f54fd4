/** Losses as JSON and back: a table of the functions that make them. */
import * as t from 'io-ts/lib/index.js'
import { hideLoss, type HiddenLoss } from '../Loss.js'
import { binaryCrossEntropy } from '../loss/binaryCrossEntropy.js'
import { meanSquaredError } from '../loss/meanSquaredError.js'
import { softmaxCrossEntropy } from '../loss/softmaxCrossEntropy.js'
import { type Build, buildFrom, type Codec, codecOf, kind, type Kind } from './Codec.js'

const kinds = {
  binaryCrossEntropy: kind(t.type({}), () => hideLoss(binaryCrossEntropy())),
  meanSquaredError: kind(t.type({}), () => hideLoss(meanSquaredError())),
  softmaxCrossEntropy: kind(t.type({}), () => hideLoss(softmaxCrossEntropy()))
} satisfies Record<string, Kind<HiddenLoss>>

/** A loss of one's own is saved under the kind of its description, if that is registered here. */
export const buildLoss = (own: Readonly<Record<string, Kind<HiddenLoss>>> = {}): Build<HiddenLoss> =>
  buildFrom(
    new Map<string, Kind<HiddenLoss>>([...Object.entries(own), ...Object.entries(kinds)]),
    name => `no loss is registered under the name ${JSON.stringify(name)}`
  )

export const lossCodec = (own?: Readonly<Record<string, Kind<HiddenLoss>>>): Codec<HiddenLoss> =>
  codecOf('loss', buildLoss(own))

import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/State.js'
import { expOf } from '../number/exp.js'
import { type Random, uniform } from '../tensor/Random.js'
import { aboveZero, atLeastZero, positiveInteger } from '../tensor/range.js'
import { toNumber } from '../tensor/Tensor.js'

/** Settings of `chooseClass`. */
export interface Choice {
  /** Divides the logits: below 1 prefers likely classes, above 1 unlikely ones. 0 takes the most likely class. Default: 1. */
  readonly temperature?: number
  /** Considers this number of the most likely classes only. Default: all. */
  readonly topK?: number
  /** Considers the most likely classes until their probabilities add up to this number. Default: 1, which is all. */
  readonly topP?: number
}

/**
 * Requires valid settings.
 *
 * @throws RangeError if a setting is out of range
 */
export const requireChoice = (name: string, { temperature = 1, topK = 1, topP = 1 }: Choice): void => {
  atLeastZero(`${name}: temperature`, temperature)
  positiveInteger(`${name}: topK`, topK)
  if (aboveZero(`${name}: topP`, topP) > 1) throw new RangeError(`${name}: topP must be at most 1, found ${topP}`)
}

/**
 * Draws a class number from logits, a pure function of a seed.
 *
 *     p = softmax(z / temperature), over the `topK` largest z, cut where the largest p add up to `topP`
 *
 * Of equal logits the class with the smaller number counts as more likely.
 *
 * @param logits one number per class
 * @param settings `temperature`, default 1; `topK`, default all; `topP`, default 1
 * @throws RangeError if a setting is out of range
 * @example chooseClass([0, 2, 1], { temperature: 0 })(Randoms.seed(1)) // [1, next seed]
 */
export const chooseClass = (logits: readonly number[], settings: Choice = {}): Random<number> => {
  requireChoice('chooseClass', settings)
  const { temperature = 1, topK = logits.length, topP = 1 } = settings
  const likely = logits
    .map((logit, place) => ({ logit, place }))
    .sort((one, other) => other.logit - one.logit || one.place - other.place)
    .slice(0, temperature === 0 ? 1 : topK)
  const largest = likely[0]?.logit ?? 0
  const weights = likely.map(({ logit }) => (temperature === 0 ? 1 : expOf((logit - largest) / temperature)))
  const sums: number[] = []
  for (const weight of weights) sums.push((sums.at(-1) ?? 0) + weight)
  const wanted = topP * (sums.at(-1) ?? 1)
  const count = topP === 1 ? sums.length : sums.findIndex(sum => sum >= wanted) + 1
  const total = sums[count - 1] ?? 1
  return pipe(
    uniform()([]),
    map(drawn => {
      const place = toNumber(drawn) * total
      return likely[sums.findIndex(sum => sum > place)]?.place ?? 0
    })
  )
}

/**
 * The derivative of a function of one real variable at 0, measured: what it is, and how well it is known.
 *
 * For a layer f and a direction v, φ(t) = ⟨dy, f(x + t v)⟩ has the derivative φ′(0) = ⟨dx, v⟩.
 *
 * Quotients at large steps err by what they skip, at small steps by what they round. So we go down a ladder of steps,
 * extrapolate at each rung to step 0, and take the first claim that is good enough, or the last one that was better
 * than those before it, provided that φ nearer to the point confirms it. `claim.ts` has the formulas.
 *
 *     tolerance = truncation + rounding
 *
 * Both are derived from φ. An easy function costs 13 to 17 evaluations, one that bends or breaks nearby up to 50.
 *
 * φ may be nearly flat because it has lost its digits inside, as 1 + erf x does far below 0. Of numbers as large as `inside`
 * it loses ε inside, so rounding is at least ε inside / step.
 *
 * What it cannot know: digits that cancel inside φ (seven or more, or fewer where φ is nearly flat), unless `magnitude` tells
 * of them; and two kinks, both nearer to the point than 10⁻⁵ of the argument's scale.
 */
import {
  type Claim,
  conclusive,
  confirm,
  descend,
  type Interval,
  isWithin,
  type Quotient,
  type Sample,
  type Scales
} from './claim.js'

export { conclusive } from './claim.js'
export type { Interval, Quotient, Sample, Scales } from './claim.js'

/** φ. A bare number is its own magnitude. */
export type Line = (t: number) => number | Sample

export interface Estimate extends Interval {
  /**
   * Smooth: lower is upper. Kink: they are the derivatives of the two sides. Jump, unsettled: nothing was confirmed,
   * and both are the last quotient. Undefined: x or φ is not finite at 0, or φ never on both sides of it.
   */
  readonly kind: 'smooth' | 'kink' | 'jump' | 'unsettled' | 'undefined'
  readonly quotients: readonly Quotient[]
  readonly evaluations: number
}

/** A claim as good as this, beside the gradient's scale, is good enough. What is smaller is not looked for. */
export const resolution = 1e-9

/** Descends while the claims get better. The best one, once confirmed, is the answer; once refuted, it is forgotten. */
export const differentiate = (phi: Line, scales: Scales): Estimate => {
  if (scales.argument <= 0) throw new RangeError(`the argument's scale must be positive, found ${scales.argument}`)
  const quotients: Quotient[] = []
  let evaluations = 0
  const sample = (t: number): Sample => {
    evaluations += 1
    const found = phi(t)
    const { value, magnitude } = typeof found === 'number' ? { value: found, magnitude: 0 } : found
    return { value, magnitude: Math.max(Math.abs(value), magnitude) }
  }
  const answer = (kind: Estimate['kind'], { lower, upper, truncation, rounding }: Interval): Estimate => ({
    kind,
    lower,
    upper,
    truncation,
    rounding,
    quotients,
    evaluations
  })

  const origin = sample(0)
  if (!Number.isFinite(origin.magnitude + scales.argument)) return answer('undefined', unknown(NaN))
  let best: Claim | undefined
  for (const claim of descend(sample, origin, scales)) {
    quotients.push({ step: claim.step, numeric: claim.numeric })
    const isGood = claim.truncation <= claim.rounding || isWithin(resolution, claim, scales)
    const isBetter = best === undefined || width(claim) < width(best)
    if (!isGood && isBetter) {
      if (isWithin(conclusive, claim, scales)) best = claim
      continue
    }
    const confirmed = confirm(isGood || best === undefined ? claim : best, sample, origin, scales)
    if (confirmed !== undefined) return answer(confirmed.kind, blurred(confirmed, scales))
    best = undefined
  }
  const confirmed = best && confirm(best, sample, origin, scales)
  if (confirmed !== undefined) return answer(confirmed.kind, blurred(confirmed, scales))
  return answer(failure(quotients), unknown(quotients.at(-1)?.numeric ?? NaN))
}

/** The claim, with what may have been lost inside. */
const blurred = (claim: Claim, { inside = 0 }: Scales): Claim => ({
  ...claim,
  rounding: Math.max(claim.rounding, (Number.EPSILON * inside) / claim.step)
})

const width = ({ truncation, rounding }: Interval): number => truncation + rounding

const unknown = (numeric: number): Interval => ({ lower: numeric, upper: numeric, truncation: Infinity, rounding: 0 })

/** At a jump the last quotients grow as the steps shrink: fourfold. */
const failure = (quotients: readonly Quotient[]): Estimate['kind'] => {
  const [first = NaN, second = NaN, third = NaN] = quotients.slice(-3).map(({ numeric }) => Math.abs(numeric))
  if (quotients.length === 0) return 'undefined'
  return second > 3.5 * first && third > 3.5 * second ? 'jump' : 'unsettled'
}

import {
  type Claim,
  conclusive,
  confirm,
  descend,
  type Interval,
  isWithin,
  type Quotient,
  type Scales
} from './claim.js'
import { type Line, type Sample, sampleOf } from './Line.js'

export { conclusive } from './claim.js'
export type { Interval, Quotient, Scales } from './claim.js'
export type { Line, Sample } from './Line.js'

/** A measured derivative: the interval [lower, upper], with its error bounds. */
export interface Estimate extends Interval {
  /**
   * `smooth`: lower equals upper. `kink`: they are the derivatives of the two sides. `jump` and `unsettled`: no value was
   * confirmed, and both are the last quotient. `undefined`: x or φ is not finite at 0, or φ is not finite on one side of 0.
   */
  readonly kind: 'smooth' | 'kink' | 'jump' | 'unsettled' | 'undefined'
  /** The slope of a function that changes by its rounding over the argument's scale: smaller ones do not show. */
  readonly least: number
  /** The central difference quotient at each step size, from the largest step to the smallest. */
  readonly quotients: readonly Quotient[]
  /** Number of evaluations of φ. */
  readonly evaluations: number
}

/** Relative accuracy, beside the gradient's scale, at which the measurement stops. */
export const resolution = 1e-9

/**
 * Measures the derivative of a function of one real variable at 0, with error bounds.
 *
 * For a layer f and a direction v, φ(t) = ⟨dy, f(x + t v)⟩ has the derivative φ′(0) = ⟨dx, v⟩.
 *
 *     tolerance = truncation + rounding
 *
 * Quotients at large steps have truncation errors, quotients at small steps rounding errors. The measurement descends a ladder
 * of steps and extrapolates to step 0 at each rung. The result is the first claim that is accurate enough, or the best claim
 * before the errors grow again; samples of φ nearer to 0 must confirm it. Both error bounds are derived from φ. A smooth
 * function takes 13 to 17 evaluations, one with a kink or a jump nearby up to 50.
 *
 * φ may be nearly flat because it has lost its digits internally, as 1 + erf x does far below 0. Internal numbers of size
 * `inside` lose ε inside, so rounding is at least ε inside / step.
 *
 * Undetected: digits that cancel inside φ (seven or more, or fewer if φ is nearly flat), unless `magnitude` or `noise` accounts for
 * them; and two kinks that are both nearer to 0 than 10⁻⁵ of the argument's scale.
 *
 * Sources: Richardson (1911); Ridders, "Accurate computation of F'(x) and F'(x) F''(x)" (1982).
 *
 * @throws RangeError if the argument's scale is not positive
 * @example differentiate(t => Math.tanh(0.5 + t), { argument: 1, gradient: 1 }).lower // 1 − tanh² 0.5
 */
export const differentiate = (phi: Line, scales: Scales): Estimate => {
  if (scales.argument <= 0) throw new RangeError(`the argument's scale must be positive, found ${scales.argument}`)
  const quotients: Quotient[] = []
  let evaluations = 0
  const sample = (t: number): Sample => {
    evaluations += 1
    return sampleOf(phi(t))
  }
  const origin = sample(0)
  const answer = (kind: Estimate['kind'], { lower, upper, truncation, rounding }: Interval): Estimate => ({
    kind,
    least: (Number.EPSILON * origin.magnitude + (scales.noise ?? 0)) / scales.argument,
    lower,
    upper,
    truncation,
    rounding,
    quotients,
    evaluations
  })

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

/** The claim, with its rounding at least that of the numbers inside φ. */
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

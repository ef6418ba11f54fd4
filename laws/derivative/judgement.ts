import { conclusive, type Estimate, type Quotient, resolution } from './derivative.js'

/** The result of `judge`. */
export interface Judgement {
  /** Whether the analytic derivative agrees with the measured one. */
  readonly verdict: 'agrees' | 'differs' | 'inconclusive'
  /** The reason for the verdict, as a clause: `the tolerance exceeds 1 % of the gradient's scale`. */
  readonly reason: string
  /** The analytic derivative. */
  readonly analytic: number
  /** The measured derivative; at a kink, the derivative in [lower, upper] nearest to the analytic one. */
  readonly numeric: number
  /** The largest error that counts as agreement. */
  readonly tolerance: number
  /** The distance between the analytic and the measured derivative. */
  readonly absoluteError: number
  /** The error relative to the larger of the two. */
  readonly relativeError: number
  /** The central quotient at each step size, and its distance from the analytic derivative. */
  readonly sweep: readonly (Quotient & { readonly error: number })[]
}

/** Times the least slope that shows: the tolerance of a function that is flat over 2⁻¹⁵ of the argument's scale. */
const flat = 2 ** 17

/** Times the least slope that shows: analytic slopes up to this count as 0 where nothing was measured. */
const nothing = 2 ** 10

type Finding = Pick<Judgement, 'verdict' | 'reason'>

/**
 * Compares an analytic derivative with a measured one.
 *
 *     error     = distance of the analytic value from [lower, upper] (one number if φ is smooth)
 *     scale     = the largest of the gradient's scale, |analytic| and |numeric|
 *     tolerance = truncation + rounding + 10⁻⁹ scale
 *
 *     agrees          error ≤ tolerance ≤ 1 % of the scale, or both are 0 up to rounding
 *     differs         tolerance < error, tolerance ≤ 1 % of the scale
 *     inconclusive    otherwise
 *
 * At a kink every value between the derivatives of the two sides agrees: for a convex or concave kink, the
 * subdifferential. The measurement stops at 10⁻⁹ of the scale, so the verdict does too: a function that is flat to its last
 * digit, such as a saturated loss, has no better derivative. For the same reason 100 · e⁻¹⁰⁰ and 0 are the same slope of sigmoid 100 x at
 * 1: the tolerance is more than 1 % of it, and yet next to nothing beside the function. An analytic value that is not finite differs. Zero agrees
 * with a measured zero.
 *
 * @param gradientScale the largest |entry| of the gradient
 * @example judge(1, differentiate(Math.sin, { argument: 1, gradient: 1 }), 1).verdict // agrees: sin′ 0 = 1
 */
export const judge = (analytic: number, estimate: Estimate, gradientScale: number): Judgement => {
  const numeric = nearest(analytic, estimate)
  const absoluteError = Math.abs(analytic - numeric)
  const larger = Math.max(Math.abs(analytic), Math.abs(numeric))
  const scale = Math.max(gradientScale, larger)
  const tolerance = estimate.truncation + estimate.rounding + resolution * scale
  return {
    ...find(analytic, estimate, { absoluteError, tolerance, scale }),
    analytic,
    numeric,
    tolerance,
    absoluteError,
    relativeError: absoluteError === 0 ? 0 : absoluteError / larger,
    sweep: estimate.quotients.map(quotient => ({ ...quotient, error: Math.abs(quotient.numeric - analytic) }))
  }
}

/** Whether a slope is known to six digits and differs from the analytic one in the fourth: no rounding on the way explains that. */
export const isCertain = ({
  numeric,
  tolerance,
  relativeError
}: Pick<Judgement, 'numeric' | 'tolerance' | 'relativeError'>): boolean =>
  numeric !== 0 && tolerance <= 1e-6 * Math.abs(numeric) && relativeError > 1e-4

const nearest = (analytic: number, { lower, upper }: Estimate): number =>
  Number.isNaN(analytic) ? lower : Math.min(Math.max(analytic, lower), upper)

const find = (
  analytic: number,
  { kind, lower, upper, least }: Estimate,
  { absoluteError, tolerance, scale }: { absoluteError: number; tolerance: number; scale: number }
): Finding => {
  if (!Number.isFinite(analytic)) return { verdict: 'differs', reason: `the analytic value is ${analytic}` }
  switch (kind) {
    case 'undefined':
      return { verdict: 'differs', reason: 'the function is not finite at the point, or never on both sides of it' }
    case 'jump':
      return { verdict: 'inconclusive', reason: 'the function jumps here: its quotients grow as 1 / step' }
    case 'unsettled':
      return { verdict: 'inconclusive', reason: 'the quotients settle on no value' }
    case 'smooth':
    case 'kink':
  }
  if (analytic === 0 && lower === 0 && upper === 0) return { verdict: 'agrees', reason: 'both are zero' }
  const isFlat = tolerance <= flat * least && Math.max(Math.abs(lower), Math.abs(upper)) <= tolerance
  if (isFlat && Math.abs(analytic) <= nothing * least)
    return { verdict: 'agrees', reason: 'both are zero up to rounding' }
  if (!(tolerance <= conclusive * scale)) {
    return { verdict: 'inconclusive', reason: `the tolerance exceeds ${100 * conclusive} % of the gradient's scale` }
  }
  if (kind === 'kink') {
    return absoluteError <= tolerance
      ? { verdict: 'agrees', reason: 'it lies between the derivatives of the two sides of a kink' }
      : {
          verdict: 'differs',
          reason: `it lies outside [${lower}, ${upper}], the derivatives of the two sides of a kink`
        }
  }
  return absoluteError <= tolerance
    ? { verdict: 'agrees', reason: 'the error is within the tolerance' }
    : { verdict: 'differs', reason: 'the error exceeds the tolerance' }
}

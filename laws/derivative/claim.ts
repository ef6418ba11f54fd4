/**
 * Claims about the derivative of φ at 0 from a ladder of steps, and their confirmation by further samples of φ.
 *
 *     central (h) = (φ(h) − φ(−h)) / 2h        = φ′(0) + c₂ h² + c₄ h⁴ + …
 *     left    (h) = (φ(0) − φ(−h)) / h         = φ′(0−) + c₁ h + c₂ h² + …
 *     right   (h) = (φ(h) − φ(0)) / h          = φ′(0+) + c₁ h + c₂ h² + …
 *     bend    (h) = right(h) − left(h)         = φ′(0+) − φ′(0−) + c₁ h + c₃ h³ + …
 *
 * Each rung extrapolates all four to h = 0 and makes one of two claims. E is the error of an extrapolation:
 *
 *     a smooth point    φ′(0) = central                   to 2 (E central + E bend / 2) + |bend| / 2
 *     a kink            φ′(0−) = left, φ′(0+) = right     to 2 max(E left, E right)
 *
 * The |bend| / 2 keeps the first claim true even at a kink. Rounding adds 4 ν / h to either claim, where φ
 * is known to ± ν: one rounding of each term of its sum, and one of the argument x + t.
 *
 *     ν = ε (Σ |terms| + |φ′| |x|) + what φ is said to be off by
 *     4 ≥ 1.1 + 2.9 (central and half the bend) and 2 · 1.6 (either side), the amplification of ν / h by extrapolation
 *
 * A claim is about steps of h and more. Finer structure may hide in between: a kink, a ripple, a wave that every rung
 * meets in the same phase, uncounted rounding. So six neighbours, 256 times closer, must confirm it:
 *
 *     their slope    is the claimed one to 8 ν / spacing, or the claim is refuted; twice its deviation counts as error
 *     their noise    σ makes ν at least 8 σ; beyond 2 ν, what four values that are each off by ν may show, it may be
 *                    structure: then no kink is believed, and rounding is 2 · 8 ν / spacing, if that is conclusive
 */
import { deviation, limit, type Neighbour, nextRow, ratio, type Row, slopeAtOrigin } from './extrapolation.js'
import { type Sample } from './Line.js'

export interface Scales {
  /** The larger of |x| and the distance over which φ changes. Must be positive; usually max(|x|, 1). */
  readonly argument: number
  /** The largest expected |gradient|, over all entries of the layer. */
  readonly gradient: number
  /** Size of the numbers inside φ, such as the 1 of 1 + erf x. Default: 0. */
  readonly inside?: number
  /** What φ may be off by at each point, beside rounding in double precision. Default: 0. */
  readonly noise?: number
}

/** Every number in [lower, upper] is a derivative, up to truncation and rounding. */
export interface Interval {
  readonly lower: number
  readonly upper: number
  readonly truncation: number
  readonly rounding: number
}

/** The central quotient at a step. */
export interface Quotient {
  readonly step: number
  readonly numeric: number
}

export interface Claim extends Interval, Quotient {
  readonly kind: 'smooth' | 'kink'
  readonly noise: number
}

/** Relative accuracy, beside the gradient's scale, below which a derivative counts as unknown. */
export const conclusive = 1e-2

/** Whether a claim is known to within this share of the gradient's scale. */
export const isWithin = (
  share: number,
  { lower, upper, truncation, rounding }: Interval,
  { gradient }: Scales
): boolean => truncation + rounding <= share * Math.max(gradient, Math.abs(lower), Math.abs(upper))

const firstStep = 1.236 / 32 // of the argument's scale; no power of two, for a step that dodges rounding hides it too
const firstStepInNoise = 8 * firstStep
const rungs = 12 // down to about √ε of the argument's scale, below which digits lost inside φ look like a flat function

const closeness = 1 / 256 // of the step: the spacing of the neighbours
const closenessInNoise = 1 / 4 // finer structure would not show
const behind = [-3.3, -2.1, -1.3] // spacings; uneven, and no mirror image of those ahead, lest they all round alike
const ahead = [1, 1.7, 2.9]

const safety = 2 // times the error that was seen
const deviations = 8 // of the noise that was seen
const sharp = 1e-6 // of the slopes: a kink less sharp passes for a smooth point, which half its bend makes vague

/** Claims, from the largest step to the smallest. A rung at which φ is not finite gives no claim, and resets the extrapolation. */
export function* descend(sample: (t: number) => Sample, origin: Sample, scales: Scales): Generator<Claim> {
  const none: Rows = { central: [], left: [], right: [], bend: [] }
  let rows = none
  const first = (scales.noise ?? 0) > 0 ? firstStepInNoise : firstStep
  for (let rung = 0; rung < rungs; rung += 1) {
    const step = (first * scales.argument) / ratio ** rung
    const minus = sample(-step)
    const plus = sample(step)
    const magnitude = Math.max(minus.magnitude, origin.magnitude, plus.magnitude)
    const central = (plus.value - minus.value) / (2 * step)
    const left = (origin.value - minus.value) / step
    const right = (plus.value - origin.value) / step
    if (Number.isFinite(magnitude + central + left + right)) {
      rows = {
        central: nextRow({ first: 2, stride: 2 }, rows.central, central),
        left: nextRow({ first: 1, stride: 1 }, rows.left, left),
        right: nextRow({ first: 1, stride: 1 }, rows.right, right),
        bend: nextRow({ first: 1, stride: 2 }, rows.bend, right - left)
      }
      const slope = Math.max(scales.gradient, Math.abs(central))
      const noise = Number.EPSILON * (magnitude + slope * scales.argument) + (scales.noise ?? 0) + Number.MIN_VALUE
      yield claimOf(rows, { step, numeric: central, noise, rounding: (4 * noise) / step })
    } else rows = none
  }
}

type Rows = Readonly<Record<'central' | 'left' | 'right' | 'bend', Row>>

/** A kink, if the two sides differ by more than their errors; otherwise a smooth point. */
const claimOf = (rows: Rows, rung: Pick<Claim, 'step' | 'numeric' | 'noise' | 'rounding'>): Claim => {
  const [central, left, right, bend] = [limit(rows.central), limit(rows.left), limit(rows.right), limit(rows.bend)]
  const smooth = safety * (central.error + bend.error / 2) + Math.abs(bend.value) / 2
  const kink = safety * Math.max(left.error, right.error)
  const [lower, upper] = [Math.min(left.value, right.value), Math.max(left.value, right.value)]
  return upper - lower > 2 * (kink + rung.rounding) + sharp * Math.max(Math.abs(lower), Math.abs(upper))
    ? { ...rung, kind: 'kink', lower, upper, truncation: kink }
    : { ...rung, kind: 'smooth', lower: central.value, upper: central.value, truncation: smooth }
}

/** The claim, with its errors adjusted by its neighbours. Undefined if they refute it. */
export const confirm = (
  claim: Claim,
  sample: (t: number) => Sample,
  origin: Sample,
  scales: Scales
): Claim | undefined => {
  const spacing = ((scales.noise ?? 0) > 0 ? closenessInNoise : closeness) * claim.step
  const neighbour = (place: number): Neighbour => ({ t: place * spacing, value: sample(place * spacing).value })
  const left = behind.map(neighbour)
  const right = ahead.map(neighbour)
  const isKink = claim.kind === 'kink'

  const slopes = (isKink ? [left, right] : [[...left, ...right]]).map(side => slopeAtOrigin(origin.value, side))
  const distance = Math.max(0, ...slopes.map(slope => Math.max(claim.lower - slope, slope - claim.upper)))

  const here = { t: 0, value: origin.value }
  const row = [...left, here, ...right]
  const seen = Math.max(...(isKink ? [row.slice(0, 4), row.slice(3)] : runs(row, 4)).map(deviation))
  const noise = Math.max(claim.noise, deviations * seen)

  const blur = (8 * noise) / spacing
  if (!(distance <= claim.truncation + claim.rounding + blur)) return undefined
  const truncation = Math.max(claim.truncation, safety * distance)
  if (seen <= 2 * claim.noise) return { ...claim, truncation, rounding: (4 * noise) / claim.step }
  const vague = { ...claim, truncation, rounding: safety * blur }
  return !isKink && isWithin(conclusive, vague, scales) ? vague : undefined
}

/** Every run of at least `least` neighbours. */
const runs = (row: readonly Neighbour[], least: number): readonly (readonly Neighbour[])[] =>
  row.flatMap((_, start) => row.slice(start + least - 1).map((_, more) => row.slice(start, start + least + more)))

/** What it means that an engine gives what the eager engine gives, and on which numbers that is asked. */
import { sameValue, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { type PaletteName } from '../generator/numbers.js'
import { fails, type Finding, holds, skipped } from '../law/Law.js'
import { numbersOf, showValue } from '../value/Numbers.js'

export interface Agrees {
  readonly palettes: readonly PaletteName[]
  /** Whether it says anything of that. */
  readonly speaksOf: (expected: Value) => boolean
  /** `nudged` is what comes eagerly of the given numbers if each is changed so. */
  readonly holds: (found: Value, expected: Value, nudged: (nudge: Nudge) => Value) => boolean
}

/** On all numbers, the sign of zero included. */
export const bitForBit: Agrees = { palettes: ['special', 'generic'], speaksOf: () => true, holds: sameValue }

export interface Rounding {
  /** How far a number may be off, relative to the largest of its tensor, or to 1 where that is more. */
  readonly bound: number
  /** The distance from 1 to the next number. */
  readonly epsilon: number
}

export const roundings = {
  float32: { bound: 1e-4, epsilon: 2 ** -23 },
  float64: { bound: 1e-12, epsilon: 2 ** -52 }
} as const satisfies { readonly [name: string]: Rounding }

/** What becomes of a number that is given, and of its place: some become larger, some smaller. */
export type Nudge = (x: number, place: number) => number

const largest = (numbers: Float64Array): number => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

const isNear = (found: Float64Array, expected: Float64Array, allowed: number): boolean =>
  found.length === expected.length &&
  found.every((x, k) => Object.is(x, expected[k]) || Math.abs(x - (expected[k] ?? NaN)) <= allowed)

/** As far apart as nudging the given numbers brings them, times this. */
const factor = 50

/**
 *     |found − expected| ≤ bound · max(1, the largest |expected|) + 50 |expected − what comes of nudged numbers|
 *
 * on numbers that rounding does not carry over a kink. Most computations keep to the first term; the second is for those that
 * enlarge every difference, as ten steps of a training that does not converge. Of one that explodes nothing is said.
 */
export const upTo = ({ bound, epsilon }: Rounding): Agrees => ({
  palettes: ['generic'],
  speaksOf: expected => numbersOf(expected).every(x => Math.abs(x) < 1e3),
  holds: (found, expected, nudged) => {
    const [ours, theirs] = [found, expected].map(value => tensorsOf(value).map(numbersOf))
    if (ours === undefined || ours.length !== theirs?.length) return false
    let others: readonly Float64Array[] | undefined
    /** How far apart nudging brings them: computed where it is asked for. */
    const apart = (i: number, expected: Float64Array): number => {
      others ??= tensorsOf(nudged((x, place) => x * (1 + ((place % 3) - 1) * epsilon))).map(numbersOf)
      return largest(expected.map((x, k) => x - (others?.[i]?.[k] ?? NaN)))
    }
    return ours.every((one, i) => {
      const other = theirs[i] ?? new Float64Array(0)
      const rounding = bound * Math.max(1, largest(other.filter(Number.isFinite)))
      return isNear(one, other, rounding) || isNear(one, other, rounding + factor * apart(i, other))
    })
  }
})

export const compare = (
  agrees: Agrees,
  found: Value,
  expected: Value,
  nudged: (nudge: Nudge) => Value = () => expected
): Finding => {
  if (!agrees.speaksOf(expected)) return skipped('numbers that rounding may have made')
  return agrees.holds(found, expected, nudged)
    ? holds()
    : fails(`the engine gives ${showValue(found)}, eagerly it is ${showValue(expected)}`)
}

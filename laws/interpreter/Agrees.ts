import { sameValue, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { type PaletteName } from '../generator/numbers.js'
import { fails, type Finding, holds, skipped } from '../law/Law.js'
import { numbersOf, showValue } from '../value/Numbers.js'

/** A criterion of agreement between an engine and the eager engine. */
export interface Agrees {
  /** The palettes of numbers to compare the engines on. */
  readonly palettes: readonly PaletteName[]
  /** Whether the criterion applies to an expected value. */
  readonly speaksOf: (expected: Value) => boolean
  /** Whether the engines agree. `nudged` computes the eager result of slightly changed inputs. */
  readonly holds: (found: Value, expected: Value, nudged: (nudge: Nudge) => Value) => boolean
}

/** Equality of all bits, the sign of zero included. */
export const bitForBit: Agrees = { palettes: ['special', 'generic'], speaksOf: () => true, holds: sameValue }

export interface Rounding {
  /** Maximum error of a number, relative to the largest number of its tensor, or to 1 if that is larger. */
  readonly bound: number
  /** The distance from 1 to the next number. */
  readonly epsilon: number
}

export const roundings = {
  float32: { bound: 1e-4, epsilon: 2 ** -23 },
  float64: { bound: 1e-12, epsilon: 2 ** -52 }
} as const satisfies { readonly [name: string]: Rounding }

/** Changes a number slightly, depending on its index: some become larger, some smaller. */
export type Nudge = (x: number, place: number) => number

const largest = (numbers: Float64Array): number => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

const isNear = (found: Float64Array, expected: Float64Array, allowed: number): boolean =>
  found.length === expected.length &&
  found.every((x, k) => Object.is(x, expected[k]) || Math.abs(x - (expected[k] ?? NaN)) <= allowed)

/** Safety factor on the difference that nudged inputs make. */
const factor = 50

/**
 * Agreement up to rounding.
 *
 *     |found − expected| ≤ bound · max(1, the largest |expected|) + 50 |expected − result of nudged inputs|
 *
 * It is tried on generic numbers, which rounding does not carry across a kink. The first term is enough for most computations.
 * The second is for those that enlarge every difference, such as ten steps of training that does not converge. Training that
 * explodes is skipped.
 */
export const upTo = ({ bound, epsilon }: Rounding): Agrees => ({
  palettes: ['generic'],
  speaksOf: expected => numbersOf(expected).every(x => Math.abs(x) < 1e3),
  holds: (found, expected, nudged) => {
    const [ours, theirs] = [found, expected].map(value => tensorsOf(value).map(numbersOf))
    if (ours === undefined || ours.length !== theirs?.length) return false
    let others: readonly Float64Array[] | undefined
    /** The difference that nudging makes. Computed lazily. */
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
  if (!agrees.speaksOf(expected)) return skipped('the result exceeds 10³, where rounding errors dominate')
  return agrees.holds(found, expected, nudged)
    ? holds()
    : fails(`the engine gives ${showValue(found)}, the eager engine gives ${showValue(expected)}`)
}

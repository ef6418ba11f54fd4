/**
 * Equal up to rounding. Not an `Eq`: it is not transitive.
 *
 *     near(a, b)    |a − b| ≤ 10⁻⁹ max(1, the largest finite |number| of both) + rounding (default: 0)
 */
import { type Value } from '../../src/algebra/Value.js'
import { largest, numbersOf } from './Numbers.js'

const relative = 1e-9

/** The first number that differs by more than rounding. NaN differs from everything. */
export const firstDifference = (
  one: Value,
  other: Value,
  rounding = 0
): { readonly index: number; readonly one: number; readonly other: number; readonly tolerance: number } | undefined => {
  const a = numbersOf(one)
  const b = numbersOf(other)
  const tolerance = relative * Math.max(1, largest(a), largest(b)) + rounding
  const index = a.findIndex((x, i) => !(Math.abs(x - (b[i] ?? NaN)) <= tolerance))
  return index === -1 && a.length === b.length
    ? undefined
    : { index, one: a[index] ?? NaN, other: b[index] ?? NaN, tolerance }
}

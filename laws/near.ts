/**
 * Equal up to rounding. Not an `Eq`: it is not transitive.
 *
 *     near(a, b)    |a − b| ≤ 10⁻⁹ max(1, the largest |number| of both)
 */
import { type Value } from '../src/Value.js'
import { numbersOf } from './Numbers.js'

const relative = 1e-9

/** The first number that differs by more than rounding. NaN differs from everything. */
export const firstDifference = (
  one: Value,
  other: Value
): { readonly index: number; readonly one: number; readonly other: number; readonly tolerance: number } | undefined => {
  const a = numbersOf(one)
  const b = numbersOf(other)
  let largest = 1
  for (const x of a) largest = Math.max(largest, Math.abs(x))
  for (const x of b) largest = Math.max(largest, Math.abs(x))
  const tolerance = relative * largest
  const index = a.findIndex((x, i) => !(Math.abs(x - (b[i] ?? NaN)) <= tolerance))
  return index === -1 && a.length === b.length
    ? undefined
    : { index, one: a[index] ?? NaN, other: b[index] ?? NaN, tolerance }
}

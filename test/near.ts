/** Comparison with reference values: |a − b| ≤ tolerance · max(1, |b|). */
import { type AnyTensor, toArray } from 'pullback'
import { expect } from 'vitest'

/** The largest deviation of `found` from `expected`. NaN if any number is not finite. */
export const distance = (found: readonly number[], expected: readonly number[]): number =>
  found.length === expected.length
    ? Math.max(
        0,
        ...found.map((a, i) => Math.abs(a - (expected[i] ?? NaN)) / Math.max(1, Math.abs(expected[i] ?? NaN)))
      )
    : NaN

export const expectNear = (found: AnyTensor, expected: AnyTensor, tolerance = 1e-12): void => {
  expect(found.shape).toEqual(expected.shape)
  expect(distance(toArray(found), toArray(expected))).toBeLessThanOrEqual(tolerance)
}

export const expectAllNear = (found: readonly AnyTensor[], expected: readonly AnyTensor[], tolerance = 1e-12): void => {
  expect(found.length).toBe(expected.length)
  expected.forEach((tensor, i) => expectNear(found[i] ?? tensor, tensor, tolerance))
}

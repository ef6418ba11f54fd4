import fc from 'fast-check'
import { expect, test } from 'vitest'
import { powerOf } from '../../src/number/power.js'

test('powers of integers are exact', () => {
  fc.assert(
    fc.property(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 16 }), (base, exponent) => {
      expect(powerOf(base, exponent)).toBe(Number(BigInt(base) ** BigInt(exponent)))
    })
  )
})

test('powers of fractions have an error below exponent · 2⁻⁵³', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 20 }), fc.integer({ min: 0, max: 40 }), (numerator, exponent) => {
      const scale = 2 ** (-20 * exponent)
      const exact = Number((BigInt(numerator) ** BigInt(exponent) * 2n ** 200n) >> 0n) / 2 ** 200
      const found = powerOf(numerator * 2 ** -20, exponent) / scale
      expect(Math.abs(found - exact)).toBeLessThanOrEqual((exponent + 1) * 2 ** -53 * exact)
    })
  )
})

test('a power of a number between 0 and 1 becomes 0, and its exponent can be large', () => {
  expect(powerOf(0.5, 1074)).toBe(Number.MIN_VALUE)
  expect(powerOf(0.5, 1e9)).toBe(0)
  expect(powerOf(0.3, 0)).toBe(1)
})

import * as tables from './tables.js'

const rounder = tables.rounder
const perHalfPi = tables.perHalfPi
const halfPiHigh = tables.halfPiHigh
const halfPiLow = tables.halfPiLow
const sinCoefficients = tables.sinCoefficients
const cosCoefficients = tables.cosCoefficients
const halfPi = tables.halfPi

/** p(z) for a polynomial of six coefficients. */
const polynomial = (c: Float64Array, z: number): number =>
  c[0]! + z * c[1]! + z * z * (c[2]! + z * c[3]! + z * z * (c[4]! + z * c[5]!))

/** sin(y + low + quarters · π / 2), for |y| ≤ π / 4. `low` is at most half an ulp of y. */
const sinOfParts = (quarters: number, y: number, low: number): number => {
  const z = y * y
  const half = 0.5 * z
  const one = 1 - half
  const size =
    (quarters & 1) === 0
      ? y + (y * z * polynomial(sinCoefficients, z) + low * one)
      : one + (1 - one - half + (z * z * polynomial(cosCoefficients, z) - y * low))
  return (quarters & 2) === 0 ? size : -size
}

/**
 * sin(x + quarters · π / 2), for 0 or 1 quarters. n π / 2 has an error below |n| 2⁻⁸⁷. Where that can matter, the remainder is
 * computed exactly.
 */
const shiftedSin = (x: number, quarters: number): number => {
  const n = x * perHalfPi + rounder - rounder
  const high = x - n * halfPiHigh
  const low = n * halfPiLow
  const y = high - low
  const isAccurate = Math.abs(x) < 1e6 && Math.abs(y) >= Math.abs(n) * 2 ** -30
  return isAccurate ? sinOfParts((n | 0) + quarters, y, high - y - low) : exactlyShiftedSin(x, quarters)
}

/** `shiftedSin` in integers, with 1146 and then 186 bits after the point. */
const exactlyShiftedSin = (x: number, quarters: number): number => {
  if (!(Math.abs(x) < Infinity)) return NaN
  const scaled = Math.abs(x) < 2 ** 53 ? BigInt(x * 2 ** 53) << 1093n : BigInt(x) << 1146n
  const n = (2n * scaled + (x < 0 ? -halfPi : halfPi)) / (2n * halfPi)
  const rest = (scaled - n * halfPi) >> 960n
  const y = Number(rest)
  const low = Number(rest - BigInt(y))
  return sinOfParts(Number(n & 3n) + quarters, y * 2 ** -186, low * 2 ** -186)
}

/**
 * The sine of a number, with an error below 0.8 ulp, for large numbers too.
 *
 *     x = n π / 2 + y, |y| ≤ π / 4      sin x = ± sin y for even n, ± cos y for odd n
 *
 * π / 2 is a sum of two numbers, so that y and what y lacks are accurate (W. J. Cody and W. Waite, Software Manual for the
 * Elementary Functions, 1980). Where x is above 10⁶ or the subtraction cancels too much, it is done with integers of up
 * to 2200 bits. sin y and cos y are minimax polynomials.
 */
export const sinOf = (x: number): number => (x === 0 ? x : shiftedSin(x, 0))

/** The cosine of a number, with an error below 0.8 ulp, for large numbers too: sin(x + π / 2), as in `sinOf`. */
export const cosOf = (x: number): number => shiftedSin(x, 1)

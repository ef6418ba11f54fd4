import * as tables from './tables.js'

const rounder = tables.rounder
const perLn2 = tables.perLn2
const ln2High = tables.ln2High
const ln2Low = tables.ln2Low
const coefficients = tables.expCoefficients
const powersOfTwo = tables.powersOfTwo

/** exp r − 1 − r, for |r| ≤ ln 2 / 2. */
const curve = (r: number): number => {
  const c = coefficients
  const z = r * r
  const high = c[4]! + r * c[5]! + z * (c[6]! + r * c[7]! + z * (c[8]! + r * c[9]!))
  return 0.5 * z + r * z * (c[0]! + r * c[1]! + z * (c[2]! + r * c[3]!) + z * z * high)
}

/** 2ᵏ y where 2ᵏ or the product is not a normal number: two factors, so that only the last product is rounded. */
const scaled = (y: number, k: number): number => {
  const half = k >> 1
  return y * powersOfTwo[1074 + half]! * powersOfTwo[1074 + k - half]!
}

/**
 * The exponential function of a number. The error is below 0.7 ulp, and below 0.8 where the result is subnormal.
 *
 *     exp x = 2ᵏ exp r      k = x / ln 2 rounded, r = x − k ln 2, so |r| ≤ ln 2 / 2
 *
 * ln 2 is a sum of two numbers, so that r is accurate (W. J. Cody and W. Waite, Software Manual for the Elementary Functions,
 * 1980). exp r is a minimax polynomial. What rounding takes from 1 + r is added back (T. J. Dekker, Numerische Mathematik 18,
 * 1971).
 */
export const expOf = (x: number): number => {
  const k = x * perLn2 + rounder - rounder
  const high = x - k * ln2High
  const low = k * ln2Low
  const sum = 1 + high
  const y = sum + (high - (sum - 1) + (curve(high - low) - low))
  if (Math.abs(x) < 708) return y * powersOfTwo[1074 + (k | 0)]!
  return x > 710 ? Infinity : x < -746 ? 0 : scaled(y, k | 0)
}

/**
 * exp x − 1, accurate near 0 too. The error is below 0.9 ulp.
 *
 *     expm1 x = (2ᵏ − 1) + 2ᵏ (exp r − 1)      k and r as in `expOf`
 *
 * What rounding takes from the leading additions is added back.
 */
export const expm1Of = (x: number): number => {
  if (!(x < 40)) return expOf(x)
  if (x === 0) return x
  const size = x < -40 ? -40 : x
  const k = size * perLn2 + rounder - rounder
  const high = size - k * ln2High
  const low = k * ln2Low
  const r = high - low
  const scale = powersOfTwo[1074 + (k | 0)]!
  const base = scale - 1
  const linear = scale * high
  const sum = base + linear
  const lost = linear - (sum - base) + (scale - base - 1)
  return sum + (lost + scale * (curve(r) + r * (high - r - low) - low))
}

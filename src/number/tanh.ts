import * as tables from './tables.js'

const rounder = tables.rounder
const perLn2 = tables.perLn2
const ln2High = tables.ln2High
const ln2Low = tables.ln2Low
const coefficients = tables.tanhCoefficients
const table = tables.tanhTable

/**
 * The hyperbolic tangent of a number. The error is below 0.9 ulp.
 *
 *     2 |x| = k ln 2 + r                                   k = 2 |x| / ln 2 rounded, but 0 while that is below 1.5
 *     tanh(r / 2) = r / (2 + v)                            v = r coth(r / 2) − 2, a minimax polynomial in r²
 *     tanh |x| = t + (1 − t²) r / (2 + v + t r)            t = tanh(k ln 2 / 2), from a table
 *
 * The last line is the addition theorem. Its fraction is computed as h − h u / (2 + u) with h = (1 − t²) r / 2 and u = v + t r,
 * because h has a smaller rounding error than the quotient. The table also has the rest of t that a float64 does not hold.
 *
 * Tables of this kind, whose step is exact, are described by P. T. P. Tang, Table-driven implementation of the expm1 function in
 * IEEE floating-point arithmetic, ACM Transactions on Mathematical Software 18 (1992).
 */
export const tanhOf = (x: number): number => {
  const c = coefficients
  const double = 2 * Math.abs(x)
  const size = double > 40 ? 40 : double
  const k = size < 1.0397207708399179 ? 0 : size * perLn2 + rounder - rounder
  const r = size - k * ln2High - k * ln2Low
  const z = r * r
  const w = z * z
  const v = z * (c[0]! + z * c[1]! + w * (c[2]! + z * c[3]! + w * (c[4]! + z * c[5]! + w * (c[6]! + z * c[7]!))))
  const row = 3 * (k | 0)
  const t = table[row]!
  const u = v + t * r
  const h = r * table[row + 2]!
  const result = t + (table[row + 1]! + (h - (h * u) / (2 + u)))
  return x > 0 ? result : x === 0 ? x : -result
}

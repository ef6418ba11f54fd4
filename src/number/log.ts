import * as tables from './tables.js'

const ln2High = tables.ln2High
const ln2Low = tables.ln2Low
const coefficients = tables.logCoefficients
const powersOfTwo = tables.powersOfTwo

const buffer = /* @__PURE__ */ new ArrayBuffer(8)
const number = /* @__PURE__ */ new Float64Array(buffer)
const words = /* @__PURE__ */ new Int32Array(buffer)

/**
 * The k for which √½ ≤ 2⁻ᵏ x < √2, except that the last 32 bits of √½ count as 0. x is a positive normal number. The upper word
 * of a float64 begins with the exponent; 0x95f62 is what the upper word of √½ lacks to that of 1.
 */
const exponentOf = (x: number): number => {
  number[0] = x
  return ((words[1]! + 0x95f62) >> 20) - 1023
}

/**
 * k ln 2 + log(1 + f) + rest, where √½ ≤ 1 + f < √2 and the rest is small. With s = f / (2 + f):
 *
 *     log(1 + f) = log((1 + s) / (1 − s)) = f − (f² / 2 − s (f² / 2 + s² p(s²)))      p a minimax polynomial
 *
 * What rounding takes from the leading addition is added back.
 */
const sumOf = (k: number, f: number, rest: number): number => {
  const c = coefficients
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const p = c[0]! + z * c[1]! + w * (c[2]! + z * c[3]! + w * (c[4]! + z * c[5]! + w * c[6]!))
  const square = 0.5 * f * f
  const high = k * ln2High
  const sum = high + f
  return sum + (f - (sum - high) + (k * ln2Low + rest - (square - s * (square + z * p))))
}

/** 2⁻ᵏ x − 1. */
const fractionOf = (x: number, k: number): number => x * powersOfTwo[1074 - k]! - 1

/** log x for a positive normal number. `lifted` is subtracted from k. */
const logOfNormal = (x: number, lifted: number): number => {
  const k = exponentOf(x)
  return sumOf(k - lifted, fractionOf(x, k), 0)
}

/**
 * The natural logarithm of a number. The error is below 0.9 ulp.
 *
 *     log x = k ln 2 + log(1 + f)      1 + f = 2⁻ᵏ x, between √½ and √2
 *
 * The formula for log(1 + f) is that of P. T. P. Tang, Table-driven implementation of the logarithm function in IEEE
 * floating-point arithmetic, ACM Transactions on Mathematical Software 16 (1990), without a table.
 */
export const logOf = (x: number): number => {
  if (x >= 2.2250738585072014e-308 && x < Infinity) return logOfNormal(x, 0)
  return x > 0 && x < Infinity ? logOfNormal(x * 2 ** 54, 54) : x === 0 ? -Infinity : x > 0 ? x : NaN
}

/**
 * log(1 + x), accurate near 0 too. The error is below 0.9 ulp.
 *
 *     log(1 + x) = log u + (1 + x − u) / u      u is 1 + x rounded; the second term is what rounding takes from it
 *
 * Where u lies between √½ and √2, f is x.
 */
export const log1pOf = (x: number): number => {
  if (!(x > -1 && x < Infinity)) return x === -1 ? -Infinity : x > 0 ? x : NaN
  if (x === 0) return x
  const u = 1 + x
  const k = exponentOf(u)
  if (k === 0) return sumOf(0, x, 0)
  const lost = x < 1 ? x - (u - 1) : 1 - (u - x)
  return sumOf(k, fractionOf(u, k), lost / u)
}

/**
 * The functions of src/number on two float64 numbers at once: the same operations in the same order, so the same bits. Branches
 * are masks, and powers of two are made of bits. The formulas are explained there.
 */
import {
  type Expression,
  f64x2,
  i32,
  i32x4,
  i64x2,
  type Local,
  v128
} from '../../../algebra/kernel/wasm/instructions.js'
import * as tables from '../../../number/tables.js'
import { type Code } from './Code.js'
import { type Keep } from './elementwise.js'

type V128 = Expression<'v128'>
type Kept = Local<'v128'>
type Exact = (keep: Keep, x: Kept, code: Code) => V128

const { add, subtract, multiply, divide, minimum, maximum, absolute, negate, less, atLeast, equal } = f64x2

const number = (x: number): V128 => v128.const(new Float64Array(2).fill(x))
const integer = (x: bigint): V128 => v128.const(new Float64Array(BigInt64Array.of(x, x).buffer))

const [one, half, rounder] = [number(1), number(0.5), number(tables.rounder)]
const ln2High = number(tables.ln2High)
const ln2Low = number(tables.ln2Low)

/** Coefficient i of a polynomial, and a + x b for it and the next. */
const at = (coefficients: Float64Array, i: number): V128 => number(coefficients[i] ?? NaN)
const pair = (x: Kept, coefficients: Float64Array, i: number): V128 =>
  add(at(coefficients, i), multiply(x, at(coefficients, i + 1)))

/** The value of a polynomial by Horner's rule. */
const horner = (x: Kept, [first = 0, ...others]: Float64Array): V128 =>
  others.reduce((value, coefficient) => add(multiply(value, x), number(coefficient)), number(first))

/** Numbers of integers below 2⁵¹ in size, and back: the last bits of the sum with `rounder` are those of the integer. */
const fromInteger = (x: V128): V128 => subtract(i64x2.add(x, rounder), rounder)
const toInteger = (shifted: V128): V128 => i64x2.subtract(shifted, rounder)

/** 2ᵏ for an integer k from −1022 to 1023. */
const powerOf2 = (k: V128): V128 => i64x2.shiftLeft(i64x2.add(k, integer(1023n)), i32.const(52))

/** x = k ln 2 + high − low, with k as an integer. */
const reduced = (keep: Keep, x: Kept) => {
  const shifted = keep(add(multiply(x, number(tables.perLn2)), rounder))
  const k = keep(subtract(shifted, rounder))
  const high = keep(subtract(x, multiply(k, ln2High)))
  const low = keep(multiply(k, ln2Low))
  return { k: keep(toInteger(shifted)), high, low, r: keep(subtract(high, low)) }
}

type Reduced = ReturnType<typeof reduced>

/** exp r − 1 − r. */
const curve = (keep: Keep, r: Kept): Kept => {
  const c = tables.expCoefficients
  const z = keep(multiply(r, r))
  const high = add(pair(r, c, 4), multiply(z, add(pair(r, c, 6), multiply(z, pair(r, c, 8)))))
  const inner = add(add(pair(r, c, 0), multiply(z, pair(r, c, 2))), multiply(multiply(z, z), high))
  return keep(add(multiply(half, z), multiply(multiply(r, z), inner)))
}

/** 2ᵏ exp r. The power is split in two, because 2ᵏ can be outside the range of normal numbers. Only the last product rounds. */
const expOfParts = (keep: Keep, { k, high, low }: Reduced, curved: Kept): V128 => {
  const sum = keep(add(one, high))
  const y = add(sum, add(subtract(high, subtract(sum, one)), subtract(curved, low)))
  const first = keep(i64x2.shiftRight(k, i32.const(1)))
  return multiply(multiply(y, powerOf2(first)), powerOf2(i64x2.subtract(k, first)))
}

export const exp: Exact = (keep, x) => {
  // Outside these bounds the results are 0 and infinity.
  const parts = reduced(keep, keep(maximum(minimum(x, number(711)), number(-747))))
  return expOfParts(keep, parts, curve(keep, parts.r))
}

export const expm1: Exact = (keep, x) => {
  const parts = reduced(keep, keep(maximum(minimum(x, number(711)), number(-40))))
  const { k, high, low, r } = parts
  const curved = curve(keep, r)
  const scale = keep(powerOf2(k))
  const base = keep(subtract(scale, one))
  const linear = keep(multiply(scale, high))
  const sum = keep(add(base, linear))
  const lost = add(subtract(linear, subtract(sum, base)), subtract(subtract(scale, base), one))
  const rest = subtract(add(curved, multiply(r, subtract(subtract(high, r), low))), low)
  const small = add(sum, add(lost, multiply(scale, rest)))
  const nonZero = v128.select(small, expOfParts(keep, parts, curved), less(x, number(40)))
  return v128.select(x, nonZero, equal(x, number(0)))
}

/** The k for which √½ ≤ 2⁻ᵏ x < √2, as an integer, for a positive normal number x. */
const exponentOf = (x: V128): V128 =>
  i64x2.subtract(i64x2.shiftRight(i64x2.add(x, integer(0x95f62n << 32n)), i32.const(52)), integer(1023n))

/** 2⁻ᵏ x − 1. */
const fractionOf = (x: Kept, k: Kept): V128 => subtract(i64x2.subtract(x, i64x2.shiftLeft(k, i32.const(52))), one)

/** k ln 2 + log(1 + f) + rest. */
const logOfParts = (keep: Keep, k: Kept, f: Kept, rest: V128): V128 => {
  const c = tables.logCoefficients
  const s = keep(divide(f, add(number(2), f)))
  const z = keep(multiply(s, s))
  const w = keep(multiply(z, z))
  const p = add(pair(z, c, 0), multiply(w, add(pair(z, c, 2), multiply(w, add(pair(z, c, 4), multiply(w, at(c, 6)))))))
  const square = keep(multiply(multiply(half, f), f))
  const high = keep(multiply(k, ln2High))
  const sum = keep(add(high, f))
  const curved = subtract(square, multiply(s, add(square, multiply(z, p))))
  return add(sum, add(subtract(f, subtract(sum, high)), subtract(add(multiply(k, ln2Low), rest), curved)))
}

export const log: Exact = (keep, x) => {
  const isSubnormal = keep(less(x, number(2 ** -1022)))
  const scaled = keep(v128.select(multiply(x, number(2 ** 54)), x, isSubnormal))
  const k = keep(exponentOf(scaled))
  const lifted = keep(fromInteger(i64x2.subtract(k, v128.and(isSubnormal, integer(54n)))))
  const result = logOfParts(keep, lifted, keep(fractionOf(scaled, k)), number(0))
  return outside(x, 0, result)
}

/** Infinity at infinity, −∞ at `least` and NaN below and for NaN, otherwise the result. */
const outside = (x: Kept, least: number, result: V128): V128 => {
  const positive = v128.select(result, x, less(x, number(Infinity)))
  const right = v128.select(number(-Infinity), positive, equal(x, number(least)))
  return v128.select(right, number(NaN), atLeast(x, number(least)))
}

export const log1p: Exact = (keep, x) => {
  const u = keep(add(one, x))
  const k = keep(exponentOf(u))
  const exponent = keep(fromInteger(k))
  const isPlain = keep(equal(exponent, number(0)))
  const lost = v128.select(subtract(x, subtract(u, one)), subtract(one, subtract(u, x)), less(x, one))
  const f = keep(v128.select(x, fractionOf(u, k), isPlain))
  const result = logOfParts(keep, exponent, f, v128.andNot(divide(lost, u), isPlain))
  return v128.select(x, outside(x, -1, result), equal(x, number(0)))
}

const withSign = (size: V128, x: V128): V128 => v128.or(size, v128.and(x, number(-0)))

export const tanh: Exact = (keep, x, code) => {
  const c = tables.tanhCoefficients
  const double = multiply(number(2), absolute(x))
  const size = keep(minimum(double, number(40)))
  const nearest = subtract(add(multiply(size, number(tables.perLn2)), rounder), rounder)
  const k = keep(v128.andNot(nearest, less(size, number(1.0397207708399179))))
  const r = keep(subtract(subtract(size, multiply(k, ln2High)), multiply(k, ln2Low)))
  const z = keep(multiply(r, r))
  const w = keep(multiply(z, z))
  const upper = add(pair(z, c, 4), multiply(w, pair(z, c, 6)))
  const v = multiply(z, add(pair(z, c, 0), multiply(w, add(pair(z, c, 2), multiply(w, upper)))))
  const { address } = code.initial(tables.tanhTable)
  const rows = keep(i32x4.multiply(i32x4.fromF64x2(k), i32x4.splat(i32.const(3 * 8))))
  /** The numbers of one column of the table. */
  const column = (i: number): V128 => {
    const offset = address + 8 * i
    return f64x2.loadLane(f64x2.loadSplat(i32x4.lane(rows, 0), offset), 1, i32x4.lane(rows, 1), offset)
  }
  const t = keep(column(0))
  const u = keep(add(v, multiply(t, r)))
  const h = keep(multiply(r, column(2)))
  const rest = subtract(h, divide(multiply(h, u), add(number(2), u)))
  return withSign(add(t, add(column(1), rest)), x)
}

export const erf: Exact = (keep, x, code) => {
  const size = keep(absolute(x))
  const centre = add(x, multiply(x, horner(keep(multiply(x, x)), tables.erfCentre)))
  const decay = exp(keep, keep(multiply(negate(x), x)), code)
  const quotient = divide(multiply(decay, horner(size, tables.erfAbove)), horner(size, tables.erfBelow))
  const beyond = v128.select(one, subtract(one, quotient), atLeast(size, number(6)))
  return v128.select(centre, withSign(beyond, x), less(size, one))
}

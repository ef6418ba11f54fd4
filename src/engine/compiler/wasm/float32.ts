/**
 * Exponentials, logarithms, tanh and erf of four float32 numbers at once, without branches. Maximum errors in units in the last
 * place, as test/engine/float32.test.ts finds them:
 *
 *     exp 1   expm1 1.5   log 1   log1p 1.5   tanh 2.5   erf 1.5
 */
import { type Expression, f32x4, i32, i32x4, type Local, v128 } from '../../../algebra/kernel/wasm/instructions.js'
import { type Keep } from './elementwise.js'

type V128 = Expression<'v128'>
type Approximation = (keep: Keep, x: Local<'v128'>) => V128

const { add, subtract, multiply, divide, minimum, maximum, absolute, nearest, less, equal } = f32x4

const number = (x: number): V128 => v128.const(new Float32Array(4).fill(x))
const bits = (x: number): V128 => v128.const(new Float32Array(Uint32Array.from([x, x, x, x]).buffer))
const negative = bits(0x8000_0000)

/** The value of a polynomial by Horner's rule. Coefficients begin with the highest power. */
const polynomial = (x: Local<'v128'>, [first = 0, ...others]: readonly number[]): V128 =>
  others.reduce((value, coefficient) => add(multiply(value, x), number(coefficient)), number(first))

// Printed by test/engine/float32Fit.py.
const exponential = [
  0.00019890990824673654, 0.0013933649996309251, 0.0083333109254809, 0.041666464925285904, 0.16666666681623232,
  0.500000001346581
]
const logarithm = [
  0.06971611471451178, -0.11479733846637635, 0.1168541992348674, -0.12425687331451106, 0.1424905764569748,
  -0.16667802319501254, 0.200007157488921, -0.24999996957950882, 0.33333331180030046
]
const erfCentre = [
  7.875875062685488e-5, -0.000801686428716587, 0.005189087423433974, -0.026854212010626412, 0.11283594715160218,
  -0.37612626666720334, 0.12837916584835093
]
const erfTail = [
  1.6371514145936436e-6, -4.605804268918978e-5, 0.0005968056256607798, -0.004759596293266265, 0.026421136005663898,
  -0.11008008294882024, -0.631826051559163, -1.130233434841994, 0.00032013804967769883
]

/** ln 2 as a number with few bits, so that its multiples are exact, and the rest. */
const [ln2, ln2Rest] = [0.693359375, -2.1219444005469057e-4]

/** x = n ln 2 + r with |r| ≤ ln 2 / 2: n as an integer, and exp r − 1. */
const reduced = (keep: Keep, x: V128): readonly [n: Local<'v128'>, expm1OfRest: Local<'v128'>] => {
  const argument = keep(x)
  const n = keep(nearest(multiply(argument, number(Math.LOG2E))))
  const r = keep(subtract(subtract(argument, multiply(n, number(ln2))), multiply(n, number(ln2Rest))))
  const square = multiply(r, r)
  return [keep(i32x4.fromF32x4(n)), keep(add(r, multiply(square, polynomial(r, exponential))))]
}

/** 2ⁿ for an integer n from −126 to 127. */
const powerOf2 = (n: V128): V128 => i32x4.shiftLeft(i32x4.add(n, i32x4.splat(i32.const(127))), i32.const(23))

/** exp x = 2ⁿ exp r. The power is split in two, because 2¹²⁸ and powers below 2⁻¹²⁶ are no normal numbers. */
export const exp: Approximation = (keep, x) => {
  const [n, small] = reduced(keep, minimum(maximum(x, number(-105)), number(89)))
  const half = keep(i32x4.shiftRight(n, i32.const(1)))
  const other = i32x4.subtract(n, half)
  return multiply(multiply(add(small, number(1)), powerOf2(half)), powerOf2(other))
}

/** expm1 x = 2 (s (exp r − 1) + (s − 1/2)) with s = 2ⁿ⁻¹. */
export const expm1: Approximation = (keep, x) => {
  const [n, small] = reduced(keep, minimum(maximum(x, number(-25)), number(89)))
  const scale = keep(powerOf2(i32x4.subtract(n, i32x4.splat(i32.const(1)))))
  const half = keep(add(multiply(scale, small), subtract(scale, number(0.5))))
  // A tiny number is its own result: halves of the smallest numbers would lose a bit, and −0 its sign.
  return v128.select(x, add(half, half), less(absolute(x), number(2 ** -25)))
}

/** log x = e ln 2 + log m with √½ ≤ m < √2. */
export const log: Approximation = (keep, x) => {
  const isSubnormal = keep(less(x, number(2 ** -126)))
  const scaled = keep(v128.select(multiply(x, number(2 ** 25)), x, isSubnormal))
  const root = 0x3f35_04f3
  const shifted = keep(i32x4.add(scaled, i32x4.splat(i32.const(0x3f80_0000 - root))))
  const biased = i32x4.shiftRight(shifted, i32.const(23))
  const exponent = i32x4.toF32x4(i32x4.subtract(biased, i32x4.splat(i32.const(127))))
  const e = keep(subtract(exponent, v128.and(isSubnormal, number(25))))
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(i32.const(0x007f_ffff))), i32x4.splat(i32.const(root)))
  const f = keep(subtract(mantissa, number(1)))
  const square = keep(multiply(f, f))
  const cubic = multiply(multiply(f, square), polynomial(f, logarithm))
  const rest = subtract(add(cubic, multiply(e, number(ln2Rest))), multiply(square, number(0.5)))
  const result = keep(add(add(rest, f), multiply(e, number(ln2))))
  // log 0 = −∞, log ∞ = ∞, and NaN for a negative number or NaN.
  const isFinite = less(x, number(Infinity))
  const positive = v128.select(result, x, isFinite)
  const nonNegative = v128.select(number(-Infinity), positive, equal(x, number(0)))
  return v128.select(nonNegative, number(NaN), f32x4.atLeast(x, number(0)))
}

/** log1p x = log u + (1 + x − u) / u with u = 1 + x rounded. */
export const log1p: Approximation = (keep, x) => {
  const u = keep(add(x, number(1)))
  const whole = keep(subtract(u, number(1)))
  const lost = add(subtract(number(1), subtract(u, whole)), subtract(x, whole))
  const logarithmOfU = keep(log(keep, u))
  const sum = add(logarithmOfU, divide(lost, u))
  const isPlain = v128.and(less(number(0), u), less(u, number(Infinity)))
  return v128.select(x, v128.select(sum, logarithmOfU, isPlain), equal(x, number(0)))
}

const withSign = (size: V128, x: V128): V128 => v128.or(size, v128.and(x, negative))

/** tanh |x| = E / (E + 2) with E = expm1 2|x|. */
export const tanh: Approximation = (keep, x) => {
  const size = keep(minimum(absolute(x), number(20)))
  const e = keep(expm1(keep, keep(add(size, size))))
  return withSign(divide(e, add(e, number(2))), x)
}

/** erf |x| = |x| + |x| p(x²) up to 1, and 1 − exp q(|x|) from 1 on. */
export const erf: Approximation = (keep, x) => {
  const size = keep(minimum(absolute(x), number(4)))
  const square = keep(multiply(size, size))
  const centre = add(size, multiply(size, polynomial(square, erfCentre)))
  const tail = subtract(number(1), exp(keep, keep(polynomial(size, erfTail))))
  return withSign(v128.select(centre, tail, less(size, number(1))), x)
}

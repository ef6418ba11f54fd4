/** Elementary functions with more than 100 correct bits, by series in BigInt fixed-point arithmetic. */

/** The number m · 2^e. */
export interface Big {
  readonly m: bigint
  readonly e: number
}

/** A finite float64, exactly. */
export const exactly = (x: number): Big => {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  const bits = view.getBigUint64(0)
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const m = exponent === 0 ? fraction : fraction | 0x10000000000000n
  return { m: x < 0 ? -m : m, e: Math.max(exponent, 1) - 1075 }
}

const shifted = (m: bigint, by: number): bigint => (by >= 0 ? m << BigInt(by) : m >> BigInt(-by))

const sizeOf = (m: bigint): bigint => (m < 0n ? -m : m)

/** A number with `bits` bits after the point. */
const fixed = (x: number, bits: number): bigint => {
  const { m, e } = exactly(x)
  return shifted(m, e + bits)
}

/** 2 · artanh(1 / n) or 1 / n's arctangent, by their series. */
const inverse = (n: bigint, sign: bigint, bits: number): bigint => {
  let power = (1n << BigInt(bits)) / n
  let sum = power
  for (let i = 3n, turn = sign; power !== 0n; i += 2n, turn *= sign) {
    power /= n * n
    sum += (turn * power) / i
  }
  return sum
}

const memo = (f: (bits: number) => bigint): ((bits: number) => bigint) => {
  const known = new Map<number, bigint>()
  return bits => {
    const value = known.get(bits) ?? f(bits + 32) >> 32n
    known.set(bits, value)
    return value
  }
}

const ln2 = memo(bits => 2n * inverse(3n, 1n, bits))
/** Machin (1706). */
const halfPi = memo(bits => 2n * (4n * inverse(5n, -1n, bits) - inverse(239n, -1n, bits)))

const rounded = (x: bigint, by: bigint): bigint => (2n * x + by) / (2n * by) - (2n * x + by < 0n ? 1n : 0n)

/** e^r in fixed point, for a small r. */
const expSeries = (r: bigint, bits: number): bigint => {
  const one = 1n << BigInt(bits)
  let sum = one
  for (let i = 1n, term = one; term !== 0n && term !== -1n; i++) {
    term = ((term * r) >> BigInt(bits)) / i
    sum += term
  }
  return sum
}

/** log x in fixed point, for x > 0 in fixed point. */
const logSeries = (x: bigint, bits: number): bigint => {
  const one = 1n << BigInt(bits)
  const k = x.toString(2).length - bits
  const m = shifted(x, -k)
  const s = ((m - one) << BigInt(bits)) / (m + one)
  const square = (s * s) >> BigInt(bits)
  let sum = s
  for (let i = 3n, power = s; power !== 0n && power !== -1n; i += 2n) {
    power = (power * square) >> BigInt(bits)
    sum += power / i
  }
  return 2n * sum + BigInt(k) * ln2(bits)
}

/** Bits after the point, so that 160 significant bits remain of x, and of what is left of x next to a multiple of π / 2. */
const bitsFor = (x: number): number => {
  const { m, e } = exactly(x)
  return 240 + 64 * Math.ceil(Math.max(0, -(e + m.toString(2).length)) / 64)
}

const expOf = (x: number, bits: number): Big => {
  const wide = bits + 1100
  const k = rounded(fixed(x, wide), ln2(wide))
  return { m: expSeries((fixed(x, wide) - k * ln2(wide)) >> 1100n, bits), e: Number(k) - bits }
}

/** e^x and 1 in the same fixed point. */
const expAndOne = (x: number, bits: number): readonly [bigint, bigint] => {
  const { m, e } = expOf(x, bits)
  return [shifted(m, e + bits), 1n << BigInt(bits)]
}

const sinOf = (x: number, quarters: bigint): Big => {
  const bits = bitsFor(x)
  const wide = bits + 1100
  const n = rounded(fixed(x, wide), halfPi(wide))
  const r = (fixed(x, wide) - n * halfPi(wide)) >> 1100n
  const one = 1n << BigInt(bits)
  const quadrant = (n + quarters) & 3n
  const square = (r * r) >> BigInt(bits)
  let term = quadrant % 2n === 0n ? r : one
  let sum = term
  for (let i = quadrant % 2n === 0n ? 2n : 1n; term !== 0n && term !== -1n; i += 2n) {
    term = -((term * square) >> BigInt(bits)) / (i * (i + 1n))
    sum += term
  }
  return { m: quadrant < 2n ? sum : -sum, e: -bits }
}

export const reference = {
  exp: (x: number): Big => expOf(x, 200),
  expm1: (x: number): Big => {
    const bits = bitsFor(x)
    const [exp, one] = expAndOne(x, bits)
    return { m: exp - one, e: -bits }
  },
  log: (x: number): Big => {
    const { m, e } = exactly(x)
    return { m: logSeries(m << 200n, 200) + BigInt(e) * ln2(200), e: -200 }
  },
  log1p: (x: number): Big => {
    const bits = bitsFor(x)
    return { m: logSeries(fixed(x, bits) + (1n << BigInt(bits)), bits), e: -bits }
  },
  tanh: (x: number): Big => {
    const bits = bitsFor(x)
    const [exp, one] = expAndOne(2 * Math.max(-100, Math.min(x, 100)), bits)
    return { m: ((exp - one) << BigInt(bits)) / (exp + one), e: -bits }
  },
  sin: (x: number): Big => sinOf(x, 0n),
  cos: (x: number): Big => sinOf(x, 1n)
} as const

/** Distance between a number and a true value, in units of the last place of the true value. */
export const ulps = (y: number, { m, e }: Big): number => {
  if (m === 0n) return y === 0 ? 0 : Infinity
  const place = Math.max(e + sizeOf(m).toString(2).length - 53, -1074)
  if (!Number.isFinite(y)) return place > 971 ? 0 : Infinity
  const found = exactly(y)
  const low = Math.min(e, found.e, place)
  const distance = sizeOf(shifted(m, e - low) - shifted(found.m, found.e - low))
  return Number((distance << 20n) / (1n << BigInt(place - low))) / 2 ** 20
}

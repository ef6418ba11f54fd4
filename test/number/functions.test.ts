/**
 * The functions against series in BigInt arithmetic, over their whole range. The largest errors of 40,000 points of each kind are
 * in docs/decisions.md; the bounds here are those of the docstrings.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expm1Of, expOf } from '../../src/number/exp.js'
import { log1pOf, logOf } from '../../src/number/log.js'
import * as tables from '../../src/number/tables.js'
import { tanhOf } from '../../src/number/tanh.js'
import { cosOf, sinOf } from '../../src/number/trigonometric.js'
import { reference, ulps } from './reference.js'
import { xorshift } from './xorshift.js'

type Draw = (random: () => number) => number

const sign: Draw = random => (random() < 0.5 ? -1 : 1)
const between =
  (low: number, high: number): Draw =>
  random =>
    low + (high - low) * random()
/** A size from 2^low to 2^high, every exponent equally likely. */
const sized =
  (low: number, high: number): Draw =>
  random =>
    2 ** between(low, high)(random)
const signed =
  (draw: Draw): Draw =>
  random =>
    sign(random) * draw(random)
/** Numbers close to a multiple of a step. */
const nearMultiples =
  (step: number, most: number): Draw =>
  random =>
    Math.round(between(-most, most)(random)) * step * (1 + signed(sized(-53, -15))(random))

const ln2 = Math.LN2
const wide = signed(sized(-1074, 1024))

interface Subject {
  readonly f: (x: number) => number
  readonly bound: number
  readonly draws: readonly Draw[]
  readonly special: readonly (readonly [x: number, y: number])[]
}

const subjects: { readonly [name in keyof typeof reference]: Subject } = {
  exp: {
    f: expOf,
    bound: 0.8,
    draws: [between(-745, 709.78), between(-1, 1), signed(sized(-60, 9)), nearMultiples(ln2 / 2, 2000)],
    special: [
      [0, 1],
      [-0, 1],
      [Infinity, Infinity],
      [-Infinity, 0],
      [709.7827128933841, Infinity],
      [-745.1332191019411, Number.MIN_VALUE],
      [-745.1332191019412, 0],
      [Number.MIN_VALUE, 1]
    ]
  },
  expm1: {
    f: expm1Of,
    bound: 0.9,
    draws: [between(-45, 45), between(-1, 1), signed(sized(-1074, 9)), nearMultiples(ln2 / 2, 150), between(0.3, 0.6)],
    special: [
      [0, 0],
      [-0, -0],
      [Infinity, Infinity],
      [-Infinity, -1],
      [-1e300, -1],
      [710, Infinity],
      [Number.MIN_VALUE, Number.MIN_VALUE],
      [-Number.MIN_VALUE, -Number.MIN_VALUE]
    ]
  },
  log: {
    f: logOf,
    bound: 0.9,
    draws: [
      sized(-1074, 1024),
      between(0.5, 2),
      random => 1 + signed(sized(-52, -2))(random),
      random => Math.SQRT1_2 * (1 + signed(sized(-52, -10))(random))
    ],
    special: [
      [0, -Infinity],
      [-0, -Infinity],
      [1, 0],
      [Infinity, Infinity],
      [-1, NaN],
      [-Infinity, NaN],
      [-Number.MIN_VALUE, NaN]
    ]
  },
  log1p: {
    f: log1pOf,
    bound: 0.9,
    draws: [
      sized(-1074, 1024),
      between(-1, 3),
      signed(sized(-60, -1)),
      random => -1 + sized(-53, 0)(random),
      between(-0.5, 0.5),
      random => Math.SQRT1_2 - 1 + signed(sized(-52, -10))(random)
    ],
    special: [
      [0, 0],
      [-0, -0],
      [-1, -Infinity],
      [-1.5, NaN],
      [Infinity, Infinity],
      [-Infinity, NaN],
      [-Number.MIN_VALUE, -Number.MIN_VALUE]
    ]
  },
  tanh: {
    f: tanhOf,
    bound: 0.9,
    draws: [
      signed(sized(-1074, 6)),
      between(-20, 20),
      between(-1, 1),
      nearMultiples(ln2 / 4, 110),
      signed(between(0.5, 0.56))
    ],
    special: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
      [1e300, 1],
      [-20, -1],
      [Number.MIN_VALUE, Number.MIN_VALUE],
      [-Number.MIN_VALUE, -Number.MIN_VALUE]
    ]
  },
  sin: {
    f: sinOf,
    bound: 0.8,
    draws: [
      between(-7, 7),
      between(-2e6, 2e6),
      wide,
      nearMultiples(Math.PI / 4, 1000),
      nearMultiples(Math.PI / 2, 1e6),
      nearMultiples(Math.PI / 2, 1e15)
    ],
    special: [
      [0, 0],
      [-0, -0],
      [Infinity, NaN],
      [-Infinity, NaN],
      [Math.PI, 1.2246467991473532e-16],
      [-Number.MIN_VALUE, -Number.MIN_VALUE]
    ]
  },
  cos: {
    f: cosOf,
    bound: 0.8,
    draws: [
      between(-7, 7),
      between(-2e6, 2e6),
      wide,
      nearMultiples(Math.PI / 4, 1000),
      nearMultiples(Math.PI / 2, 1e6),
      nearMultiples(Math.PI / 2, 1e15)
    ],
    special: [
      [0, 1],
      [-0, 1],
      [Infinity, NaN],
      [-Infinity, NaN],
      [Math.PI / 2, 6.123233995736766e-17],
      [Math.PI, -1]
    ]
  }
}

/** The float64 next to π / 2 times an odd integer that is closest to one (J.-M. Muller, Elementary Functions). */
const hardest = 6381956970095103 * 2 ** 797

const inDomain = (name: string, x: number): boolean =>
  Number.isFinite(x) && (name !== 'log' || x > 0) && (name !== 'log1p' || x > -1)

const pointsOf = (name: keyof typeof subjects, each: number): readonly number[] => {
  const random = xorshift()
  const drawn = subjects[name].draws.flatMap(draw => Array.from({ length: each }, () => draw(random)))
  return drawn.filter(x => inDomain(name, x))
}

const worst = (
  name: keyof typeof subjects,
  points: readonly number[]
): { readonly error: number; readonly x: number } =>
  points
    .map(x => ({ error: ulps(subjects[name].f(x), reference[name](x)), x }))
    .reduce((one, other) => (one.error >= other.error ? one : other))

const names = ['exp', 'expm1', 'log', 'log1p', 'tanh', 'sin', 'cos'] as const

describe.each(names)('%s', name => {
  const { f, bound, special } = subjects[name]

  test('the error is within the stated bound', () => {
    const points = pointsOf(name, 600)
    expect(points.length).toBeGreaterThan(1500)
    const { error, x } = worst(name, points)
    expect({ x, isWithin: error < bound, isRounded: error >= 0.5 }).toEqual({ x, isWithin: true, isRounded: true })
  })

  test('special values', () => {
    for (const [x, y] of special) expect([x, f(x)]).toEqual([x, y])
    expect(f(NaN)).toBeNaN()
  })
})

test('the reference agrees with known digits', () => {
  // e, ln 2, tanh 1 and sin 1 with 40 digits
  const digits = (m: bigint, e: number) => ((m * 10n ** 40n) >> BigInt(-e)).toString()
  const known = {
    exp: [1, '27182818284590452353602874713526624977572'],
    log: [2, '6931471805599453094172321214581765680755'],
    tanh: [1, '7615941559557648881194582826047935904127'],
    sin: [1, '8414709848078965066525023216302989996225']
  } as const
  for (const name of ['exp', 'log', 'tanh', 'sin'] as const) {
    const { m, e } = reference[name](known[name][0])
    expect(digits(m, e)).toBe(known[name][1])
  }
})

test('sin and cos next to the hardest multiple of π / 2', () => {
  for (const x of [hardest, -hardest]) {
    expect(ulps(sinOf(x), reference.sin(x))).toBeLessThan(0.8)
    expect(ulps(cosOf(x), reference.cos(x))).toBeLessThan(0.8)
  }
  expect(Math.abs(cosOf(hardest))).toBeLessThan(1e-18)
})

test('tanh and sin are odd and cos is even, bit for bit', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double({ noNaN: true }), fc.double({ min: -25, max: 25, noNaN: true })), x => {
      expect([tanhOf(-x), sinOf(-x), cosOf(-x)]).toEqual([-tanhOf(x), -sinOf(x), cosOf(x)])
    })
  )
})

test.each([
  ['exp', expOf, -746, 710],
  ['expm1', expm1Of, -40, 45],
  ['tanh', tanhOf, -20, 20],
  ['log', logOf, 1e-3, 10],
  ['log1p', log1pOf, -0.999, 3]
] as const)('%s does not decrease, also where its formula changes', (_, f, low, high) => {
  const random = xorshift()
  const near = (x: number): readonly [number, number] => [x, x + Math.abs(x) * sized(-52, -20)(random)]
  const drawn = Array.from({ length: 5000 }, () => near(between(low, high)(random)))
  const steps = Array.from({ length: 400 }, (_, k) => near(((k - 200) * ln2) / 4))
  const pairs = [...drawn, ...steps].filter(([x, next]) => x > low && next < high)
  expect(pairs.length).toBeGreaterThan(5000)
  expect(pairs.filter(([x, next]) => !(f(x) <= f(next)))).toEqual([])
})

test.each([
  ['exp', tables.expCoefficients],
  ['log', tables.logCoefficients],
  ['tanh', tables.tanhCoefficients],
  ['sin', tables.sinCoefficients],
  ['cos', tables.cosCoefficients]
] as const)('a coefficient of %s with wrong last digits is noticed', (name, coefficients) => {
  const points = pointsOf(name, 600)
  const right = coefficients[0] ?? NaN
  coefficients[0] = right * (1 + 1e-13)
  try {
    expect(worst(name, points).error).toBeGreaterThan(subjects[name].bound)
  } finally {
    coefficients[0] = right
  }
})

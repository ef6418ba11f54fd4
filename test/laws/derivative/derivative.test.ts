/**
 * Derivatives that are known are never said to differ, and wrong ones are found, over functions that a layer may be
 * made of and over some that no layer should be. The negative controls show that these tests would notice.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differentiate, type Estimate, type Line, type Sample } from '../../../laws/derivative/derivative.js'
import { judge } from '../../../laws/derivative/judgement.js'
import { once } from '../once.js'

type Function = (x: number) => number

interface Known {
  readonly name: string
  readonly f: Function
  readonly derivative: Function
  readonly inputs?: fc.Arbitrary<number>
}

/** Mutation testing takes fewer. */
const runs = Number(process.env['DRAWS'] ?? 300)
const seed = 20260101

/** From 10⁻⁶ to 10³, of both signs, and zero. */
const magnitudes = fc.double({ min: -6, max: 3, noNaN: true }).map(exponent => 10 ** exponent)
const wide = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(magnitudes, fc.constantFrom(-1, 1)).map(([size, sign]) => size * sign) },
  { weight: 1, arbitrary: fc.constant(0) }
)
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const sigmoid = (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))
const sigmoidSlope = (x: number) => Math.exp(-Math.abs(x)) / (1 + Math.exp(-Math.abs(x))) ** 2
const tanhSlope = (x: number) => 4 * sigmoidSlope(2 * x)
const softmaxOfThree = (x: number, shift: number) => {
  const logits = [x, 0.3, -0.7].map(logit => logit + shift)
  const largest = Math.max(...logits)
  const [first = NaN, second = NaN, third = NaN] = logits.map(logit => Math.exp(logit - largest))
  return first / (first + second + third)
}

const smooth: readonly Known[] = [
  { name: 'tanh x', f: Math.tanh, derivative: tanhSlope },
  { name: 'tanh(15 + x)', f: x => Math.tanh(15 + x), derivative: x => tanhSlope(15 + x), inputs: between(-3, 3) },
  { name: 'tanh 1000x', f: x => Math.tanh(1000 * x), derivative: x => 1000 * tanhSlope(1000 * x) },
  { name: 'sigmoid x', f: sigmoid, derivative: sigmoidSlope },
  { name: 'x sigmoid x', f: x => x * sigmoid(x), derivative: x => sigmoid(x) + x * sigmoidSlope(x) },
  { name: 'softplus x', f: x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), derivative: sigmoid },
  { name: 'exp x', f: Math.exp, derivative: Math.exp, inputs: between(-700, 700) },
  { name: 'x²', f: x => x ** 2, derivative: x => 2 * x },
  { name: 'x³', f: x => x ** 3, derivative: x => 3 * x ** 2 },
  { name: 'x tanh x', f: x => x * Math.tanh(x), derivative: x => Math.tanh(x) + x * tanhSlope(x) },
  { name: 'log(1 + x)', f: Math.log1p, derivative: x => 1 / (1 + x), inputs: magnitudes },
  { name: '√x', f: Math.sqrt, derivative: x => 0.5 / Math.sqrt(x), inputs: magnitudes },
  { name: '1/x', f: x => 1 / x, derivative: x => -1 / x ** 2, inputs: magnitudes },
  { name: 'sin 30x', f: x => Math.sin(30 * x), derivative: x => 30 * Math.cos(30 * x) },
  { name: 'sin 32πx', f: x => Math.sin(32 * Math.PI * x), derivative: x => 32 * Math.PI * Math.cos(32 * Math.PI * x) },
  { name: '10⁸ x', f: x => 1e8 * x, derivative: () => 1e8 },
  { name: '3', f: () => 3, derivative: () => 0 },
  { name: '0', f: () => 0, derivative: () => 0 },
  { name: '10⁶ + x', f: x => 1e6 + x, derivative: () => 1 },
  { name: 'x + 10⁻⁴ tanh 10⁴x', f: x => x + 1e-4 * Math.tanh(1e4 * x), derivative: x => 1 + tanhSlope(1e4 * x) },
  {
    name: 'softmax, shifted by 1000',
    f: x => softmaxOfThree(x, 1000),
    derivative: x => softmaxOfThree(x, 0) * (1 - softmaxOfThree(x, 0)),
    inputs: between(-5, 5)
  },
  { name: '(10⁴ + x) − 10⁴', f: x => 1e4 + x - 1e4, derivative: () => 1, inputs: between(-5, 5) }
]

/** Inputs are drawn near the kinks too, and on them. */
const kinked: readonly Known[] = [
  { name: 'relu x', f: x => Math.max(x, 0), derivative: x => (x > 0 ? 1 : 0) },
  { name: 'leaky relu x', f: x => (x > 0 ? x : x / 100), derivative: x => (x > 0 ? 1 : 0.01) },
  { name: 'elu x', f: x => (x > 0 ? x : Math.expm1(x)), derivative: x => (x > 0 ? 1 : Math.exp(x)) },
  { name: '|x|', f: Math.abs, derivative: Math.sign },
  { name: '|sin x|', f: x => Math.abs(Math.sin(x)), derivative: x => Math.cos(x) * Math.sign(Math.sin(x)) },
  {
    name: 'hardtanh x',
    f: x => Math.min(Math.max(x, -1), 1),
    derivative: x => (Math.abs(x) < 1 ? 1 : 0),
    inputs: wide.map(x => 1 + x)
  },
  {
    name: '|x − 0.01| + 2 |x + 0.003|',
    f: x => Math.abs(x - 0.01) + 2 * Math.abs(x + 0.003),
    derivative: x => Math.sign(x - 0.01) + 2 * Math.sign(x + 0.003)
  }
]

const measure = (f: Function, x: number, gradient = 1): Estimate =>
  differentiate(t => f(x + t), { argument: Math.max(Math.abs(x), 1), gradient })

interface Trial {
  readonly name: string
  readonly x: number
  readonly truth: number
  readonly scale: number
  readonly estimate: Estimate
}

const trials = once(({ name, f, derivative, inputs }: Known): readonly Trial[] =>
  fc.sample(inputs ?? wide, { numRuns: runs, seed }).map(x => {
    const truth = derivative(x)
    const scale = Math.max(1, Math.abs(truth))
    return { name, x, truth, scale, estimate: measure(f, x, scale) }
  })
)

const known = [...smooth, ...kinked]

const verdictOf = ({ estimate, scale }: Trial, analytic: number) => judge(analytic, estimate, scale).verdict
const share = (some: readonly unknown[], of: readonly unknown[]) => some.length / of.length

const mistakes: readonly (readonly [name: string, wrong: (truth: number, scale: number) => number])[] = [
  ['a factor of 1.0001', truth => 1.0001 * truth],
  ['a factor of 1.01', truth => 1.01 * truth],
  ['a factor of 2', truth => 2 * truth],
  ['half', truth => truth / 2],
  ['the sign', truth => -truth],
  ['nothing', () => 0],
  ['a thousandth of the scale', (truth, scale) => truth + scale / 1000]
]

describe('known derivatives', () => {
  test.each(known.map(row => [row.name, row] as const))('%s: never differs', (_, row) => {
    expect(trials(row).filter(trial => verdictOf(trial, trial.truth) === 'differs')).toEqual([])
  })

  test('are seldom inconclusive', () => {
    const all = known.flatMap(trials)
    const open = all.filter(trial => verdictOf(trial, trial.truth) === 'inconclusive')
    const evaluations = all.reduce((sum, { estimate }) => sum + estimate.evaluations, 0) / all.length
    console.info(
      `${all.length} trials: ${(100 * share(open, all)).toFixed(2)} % open, ${evaluations.toFixed(1)} evaluations each`
    )
    expect(share(open, all)).toBeLessThan(0.005)
    expect(evaluations).toBeLessThan(18)
  })

  test('are nearly always known to eight digits of the scale for smooth functions without noise', () => {
    const quiet = smooth.filter(({ name }) => !/10⁶|10⁴ \+|shifted/.test(name)).flatMap(trials)
    const vague = quiet.filter(({ estimate, scale }) => !(estimate.truncation + estimate.rounding < 1e-8 * scale))
    expect(share(vague, quiet)).toBeLessThan(0.02)
  })

  test('take at most 20 evaluations of an easy function', () => {
    for (const f of [Math.tanh, sigmoid, Math.exp, Math.sin, (x: number) => x ** 2]) {
      expect(measure(f, 0.3).evaluations).toBeLessThanOrEqual(20)
    }
  })

  test('every evaluation is counted once', () => {
    let calls = 0
    const phi: Line = t => {
      calls += 1
      return Math.abs(t - 1e-4)
    }
    expect(differentiate(phi, { argument: 1, gradient: 1 }).evaluations).toBe(calls)
  })
})

describe('wrong derivatives', () => {
  test.each(mistakes)('%s', (_, wrong) => {
    const mistaken = known
      .flatMap(trials)
      .map(trial => ({ trial, analytic: wrong(trial.truth, trial.scale) }))
      .filter(({ trial, analytic }) => Math.abs(analytic - trial.truth) > 5e-5 * trial.scale)
      .filter(({ trial }) => verdictOf(trial, trial.truth) !== 'inconclusive' && trial.estimate.kind === 'smooth')
    const missed = mistaken.filter(({ trial, analytic }) => verdictOf(trial, analytic) !== 'differs')
    expect(mistaken.length).toBeGreaterThan(500)
    expect(share(missed, mistaken)).toBeLessThan(0.005)
  })
})

describe('negative controls', () => {
  test('a measurement that is off by 10⁻⁷ of the scale would be noticed', () => {
    const smoothTrials = smooth.flatMap(trials)
    const off = smoothTrials.filter(({ truth, scale, estimate }) => {
      const [lower, upper] = [estimate.lower + 1e-7 * scale, estimate.upper + 1e-7 * scale]
      return judge(truth, { ...estimate, lower, upper }, scale).verdict === 'differs'
    })
    expect(share(off, smoothTrials)).toBeGreaterThan(0.7)
  })

  test('a tolerance without the rounding bound rejects right derivatives', () => {
    const bare = smooth
      .flatMap(trials)
      .filter(
        ({ truth, scale, estimate }) =>
          judge(truth, { ...estimate, truncation: 0, rounding: 0 }, scale).verdict === 'differs'
      )
    expect(bare.length).toBeGreaterThan(0)
  })

  test('a central difference with a chosen tolerance rejects right derivatives and accepts wrong ones', () => {
    const naive = (phi: Function, analytic: number) => Math.abs((phi(1e-6) - phi(-1e-6)) / 2e-6 - analytic) <= 1e-5
    expect(naive(t => 1e7 + t, 1)).toBe(false)
    expect(naive(t => 1e-6 * t, 2e-6)).toBe(true)
    expect(naive(t => Math.max(t, 0), 1)).toBe(false)
    expect(
      judge(
        1,
        measure(x => 1e6 + x, 0),
        1
      ).verdict
    ).toBe('agrees')
    expect(
      judge(
        2e-6,
        measure(x => 1e-6 * x, 0, 1e-6),
        1e-6
      ).verdict
    ).toBe('differs')
    expect(
      judge(
        1,
        measure(x => Math.max(x, 0), 0),
        1
      ).verdict
    ).toBe('agrees')
  })
})

describe('kinks', () => {
  const relu = (x: number) => Math.max(x, 0)

  test.each([0, 0.5, 1])('relu at 0: %d lies in the subdifferential', analytic => {
    expect(judge(analytic, measure(relu, 0), 1)).toMatchObject({ verdict: 'agrees', numeric: analytic })
  })

  test.each([-0.1, 1.1, -1e-3, NaN])('relu at 0: %d does not', analytic => {
    expect(judge(analytic, measure(relu, 0), 1).verdict).toBe('differs')
  })

  test('a concave kink, and one between two curves', () => {
    expect(measure(x => Math.min(x, 3 * x), 0)).toMatchObject({ kind: 'kink', lower: 1, upper: 3 })
    const curved = measure(x => (x > 0 ? Math.sin(x) : Math.expm1(2 * x)), 0)
    expect(curved.kind).toBe('kink')
    expect(curved.lower).toBeCloseTo(1, 8)
    expect(curved.upper).toBeCloseTo(2, 8)
  })

  test.each([3e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6])('relu at ± %d has the slope of its side and no other', x => {
    expect(judge(1, measure(relu, x), 1).verdict).toBe('agrees')
    expect(judge(0, measure(relu, -x), 1).verdict).toBe('agrees')
    for (const analytic of [0.5, 0.999]) {
      expect(judge(analytic, measure(relu, x), 1).verdict).not.toBe('agrees')
      expect(judge(analytic, measure(relu, -x), 1).verdict).not.toBe('agrees')
    }
  })

  test('a tie of two kinks at the point is the sum, as relu(x) − relu(−x) = x', () => {
    expect(measure(x => relu(x) - relu(-x), 0)).toMatchObject({ kind: 'smooth', evaluations: 13 })
    expect(
      judge(
        0,
        measure(x => relu(x) - relu(-x), 0),
        1
      ).verdict
    ).toBe('differs')
  })
})

describe('functions without a derivative', () => {
  test('a jump has no derivative, and is reported', () => {
    for (const analytic of [0, 1]) {
      expect(judge(analytic, measure(Math.floor, 2), 1)).toMatchObject({
        verdict: 'inconclusive',
        reason: 'the function jumps here: its quotients grow as 1 / step'
      })
    }
  })

  test('a jump nearby does not matter', () => {
    expect(judge(0, measure(Math.floor, 2.001), 1).verdict).toBe('agrees')
  })

  test('noise without slope is inconclusive', () => {
    const noise = (x: number) => x + 0.1 * (Math.sin(1e9 * x + 1) % 0.01)
    expect(judge(1, measure(noise, 0.3), 1).verdict).not.toBe('differs')
  })

  test('the cube root at 0 is steeper than any number', () => {
    expect(judge(1, measure(Math.cbrt, 0), 1).verdict).toBe('inconclusive')
  })
})

describe('values that are not finite', () => {
  test.each([NaN, Infinity, -Infinity])('an analytic value of %d differs', analytic => {
    const line = measure(x => x, 0)
    expect(judge(analytic, line, 1).verdict).toBe('differs')
  })

  test.each([
    ['NaN at the point', (x: number) => 0 / x],
    ['infinite at the point', (x: number) => 1 / x],
    ['NaN everywhere', () => NaN],
    ['infinite everywhere', () => Infinity],
    ['NaN on one side', Math.sqrt],
    ['NaN on both sides', (x: number) => (x === 0 ? 0 : NaN)]
  ])('%s differs from every analytic value', (_, f) => {
    const estimate = measure(f, 0)
    expect(estimate.kind).toBe('undefined')
    for (const analytic of [0, 1, NaN, Infinity]) expect(judge(analytic, estimate, 1).verdict).toBe('differs')
  })

  test('NaN far from the point does not matter', () => {
    expect(judge(1 / 2e-3, measure(Math.sqrt, 1e-6, 500), 500).verdict).toBe('agrees')
  })

  test('a magnitude that is not finite counts as well', () => {
    const phi = (t: number): Sample => ({ value: t, magnitude: NaN })
    expect(judge(1, differentiate(phi, { argument: 1, gradient: 1 }), 1).verdict).toBe('differs')
  })
})

describe('scales', () => {
  test.each([0, -1])('an argument of scale %d is a defect of the caller', argument => {
    expect(() => differentiate(t => t, { argument, gradient: 1 })).toThrow(
      new RangeError(`the argument's scale must be positive, found ${argument}`)
    )
  })

  test.each([NaN, Infinity])('an argument of scale %d has no derivative', argument => {
    expect(judge(0, differentiate(Math.tanh, { argument, gradient: 1 }), 1).verdict).toBe('differs')
  })

  test.each([1e-12, 1e-3, 1, 1e12])('steps follow the scale of the argument: tanh(x / %d)', argument => {
    const estimate = differentiate(t => Math.tanh(0.3 + t / argument), { argument, gradient: 1 / argument })
    expect(judge(tanhSlope(0.3) / argument, estimate, 1 / argument).verdict).toBe('agrees')
    expect(judge((1.0001 * tanhSlope(0.3)) / argument, estimate, 1 / argument).verdict).toBe('differs')
  })
})

describe('judgement', () => {
  test('zero agrees with zero at any scale', () => {
    for (const scale of [0, 1e-300, 1]) {
      expect(
        judge(
          0,
          measure(() => 1e6, 0, scale),
          scale
        ).verdict
      ).toBe('agrees')
      expect(
        judge(
          -0,
          measure(() => 0, 0, scale),
          scale
        ).verdict
      ).toBe('agrees')
    }
  })

  test.each([
    [1e-2, 'agrees'],
    [1e-5, 'inconclusive'],
    [1e-7, 'agrees']
  ])('a slope of %d on 10⁶: what nobody can see is left open, unless it is zero up to rounding', (slope, verdict) => {
    const found = measure(x => 1e6 + slope * x, 0, slope)
    expect(judge(slope, found, slope).verdict).toBe(verdict)
    expect(judge(2 * slope, found, 2 * slope).verdict).not.toBe(slope > 1e-6 ? 'agrees' : 'differs')
  })

  test('a slope of 1 on 10¹¹ is left open, as is a wrong one', () => {
    const found = measure(x => 1e11 + x, 0, 1)
    for (const slope of [1, 1.1, 0.5]) expect(judge(slope, found, 1).verdict).toBe('inconclusive')
  })

  test('a magnitude that includes cancelled terms widens the tolerance', () => {
    const value = (t: number) => 1e8 + Math.sin(1.5 + t) - 1e8
    const told = differentiate(t => ({ value: value(t), magnitude: 2e8 }), { argument: 1, gradient: 1 })
    expect(judge(Math.cos(1.5), told, 1).verdict).toBe('agrees')
    expect(told.rounding).toBeGreaterThan(1e-6)
  })

  test('digits that nobody told of are lost: the claim before it got worse is taken, and is vague', () => {
    const lost = differentiate(t => 1e4 + Math.sin(1.5 + t) - 1e4, { argument: 1, gradient: 1 })
    expect(lost.kind).toBe('smooth')
    expect(judge(Math.cos(1.5), lost, 1).verdict).toBe('agrees')
    expect(lost.rounding).toBeGreaterThan(1e-6)
  })

  test('numbers inside that are large make rounding of their size at the step, which is at most 1/25', () => {
    const found = differentiate(Math.sin, { argument: 1, gradient: 1, inside: 1e8 })
    expect(found.rounding).toBeGreaterThan(Number.EPSILON * 1e8 * 25)
  })

  test('says what a person needs', () => {
    const judgement = judge(2, measure(Math.sin, 0), 1)
    expect(judgement).toMatchObject({ verdict: 'differs', analytic: 2, reason: 'the error exceeds the tolerance' })
    expect(judgement.numeric).toBeCloseTo(1, 9)
    expect(judgement.absoluteError).toBeCloseTo(1, 9)
    expect(judgement.relativeError).toBeCloseTo(0.5, 9)
    expect(judgement.sweep.length).toBeGreaterThanOrEqual(3)
    for (const { numeric, error } of judgement.sweep) expect(error).toBe(Math.abs(numeric - 2))
  })
})

/** Every verdict and its reason, from estimates that are made up, at the edges of what they are known to. */
import { expect, test } from 'vitest'
import { conclusive, differentiate, type Estimate, resolution } from '../../../laws/derivative/derivative.js'
import { judge } from '../../../laws/derivative/judgement.js'
import { firstDifference } from '../../../laws/value/near.js'
import { fromArray } from '../../../src/tensor/Tensor.js'

const smooth: Estimate = {
  kind: 'smooth',
  least: 0,
  lower: 3,
  upper: 3,
  truncation: 0.002,
  rounding: 0.001,
  quotients: [],
  evaluations: 13
}
const kink: Estimate = { ...smooth, kind: 'kink', lower: 1 }
const flat: Estimate = { ...smooth, lower: 0, upper: 0 }
const infinite = 'the function is not finite at the point, or never on both sides of it'
const vague = "the tolerance exceeds 1 % of the gradient's scale"
const outside = 'it lies outside [1, 3], the derivatives of the two sides of a kink'
const between = 'it lies between the derivatives of the two sides of a kink'

test.each<[analytic: number, estimate: Estimate, verdict: string, reason: string]>([
  [3.0029, smooth, 'agrees', 'the error is within the tolerance'],
  [3.0031, smooth, 'differs', 'the error exceeds the tolerance'],
  [2.9969, smooth, 'differs', 'the error exceeds the tolerance'],
  [NaN, smooth, 'differs', 'the analytic value is NaN'],
  [3, { ...smooth, truncation: 0.02, rounding: 0.011 }, 'inconclusive', vague],
  [3, { ...smooth, truncation: 0.011, rounding: 0.02 }, 'inconclusive', vague],
  [3, { ...smooth, truncation: NaN }, 'inconclusive', vague],
  [3, { ...smooth, kind: 'undefined' }, 'differs', infinite],
  [3, { ...smooth, kind: 'jump' }, 'inconclusive', 'the function jumps here: its quotients grow as 1 / step'],
  [3, { ...smooth, kind: 'unsettled' }, 'inconclusive', 'the quotients settle on no value'],
  [2, kink, 'agrees', between],
  [3.0029, kink, 'agrees', between],
  [3.0031, kink, 'differs', outside],
  [0.9969, kink, 'differs', outside],
  [0, { ...flat, truncation: 1 }, 'agrees', 'both are zero'],
  [1, { ...flat, truncation: 1 }, 'inconclusive', vague],
  [0, { ...flat, lower: -1, truncation: 1 }, 'inconclusive', vague],
  [0, { ...flat, upper: 1, truncation: 1 }, 'inconclusive', vague]
])('%d against an estimate: %#', (analytic, estimate, verdict, reason) => {
  const found = judge(analytic, estimate, 1)
  expect([found.verdict, found.reason]).toEqual([verdict, reason])
})

test('the edges belong to what agrees, and to what is known', () => {
  // A power of two, so that nothing is rounded.
  const scale = 2 ** 30
  const exact = { truncation: 0, rounding: 0 }
  expect(judge(resolution * scale, { ...flat, ...exact }, scale).verdict).toBe('agrees')
  expect(judge(resolution * scale, { ...flat, ...exact, kind: 'kink' }, scale).verdict).toBe('agrees')
  const most = { truncation: conclusive - resolution, rounding: 0 }
  expect(most.truncation + resolution).toBe(conclusive)
  expect(judge(0.5, { ...flat, ...most, upper: 1 }, 1).verdict).toBe('agrees')
})

test.each([
  [4, { numeric: 3, tolerance: 0.003 + 4e-9, absoluteError: 1, relativeError: 0.25 }],
  [-6, { numeric: 3, absoluteError: 9, relativeError: 1.5 }],
  [3, { numeric: 3, absoluteError: 0, relativeError: 0 }]
])('%d against 3: the errors', (analytic, errors) => {
  expect(judge(analytic, smooth, 1)).toMatchObject({ analytic, ...errors })
})

test('zero against zero has no error, relative or absolute', () => {
  expect(judge(0, flat, 0)).toMatchObject({ absoluteError: 0, relativeError: 0 })
})

/** Its central quotients triple from step to step, but for the last two. */
const growing = (last: number, lastButOne: number) => (t: number) => {
  const rung = Math.round(Math.log(1.236 / 32 / Math.abs(t)) / Math.log(4))
  return t === 0 ? 0 : t * 3 ** Math.min(rung, 9) * (rung > 9 ? lastButOne : 1) * (rung > 10 ? last : 1)
}

test.each([
  [4, 4, 'jump'],
  [-4, -4, 'jump'],
  [3, 4, 'unsettled'],
  [4, 3, 'unsettled']
])('quotients that grow by %d at the last step and by %d before: %s', (last, lastButOne, kind) => {
  const found = differentiate(growing(last, lastButOne), { argument: 1, gradient: 1 })
  const numeric = 3 ** 9 * last * lastButOne
  expect(found).toMatchObject({ kind, truncation: Infinity, rounding: 0 })
  expect([found.lower / numeric, found.upper / numeric]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)])
})

const row = (...numbers: readonly number[]) => fromArray([numbers.length], numbers)

test.each<[one: readonly number[], other: readonly number[], index: number | undefined]>([
  [[0, 0], [0, 1e-9], undefined],
  [[0, 0], [0, 1.1e-9], 1],
  [[0, -100], [1e-7, -100], undefined],
  [[0, 0, 100], [1e-7, 0, 100 + 1e-8], undefined],
  [[1, 0], [100, 1e-7], 0],
  [[0, 100], [1.1e-7, 100], 0],
  [[0, 1, NaN], [0, 1, NaN], 2],
  [[0, 1], [0, 1, 2], -1],
  [[0, 1, 2], [0, 1], 2]
])('%j and %j differ at %s', (one, other, index) => {
  expect(firstDifference(row(...one), row(...other))?.index).toBe(index)
})

test('a difference is reported with both numbers and the tolerance', () => {
  expect(firstDifference(row(0, 2, 400), row(0, 3, 500))).toEqual({ index: 1, one: 2, other: 3, tolerance: 1e-9 * 500 })
  expect(firstDifference(row(2, 400), row(3, 300))).toEqual({ index: 0, one: 2, other: 3, tolerance: 1e-9 * 400 })
})

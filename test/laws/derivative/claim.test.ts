/** The formulas of claim.ts, on samples that are made up: what a ladder claims, and what neighbours leave of a claim. */
import { expect, test } from 'vitest'
import { type Claim, confirm, descend, isWithin } from '../../../laws/derivative/claim.js'
import { limit, nextRow, type Powers, type Row } from '../../../laws/derivative/extrapolation.js'
import { type Sample } from '../../../laws/derivative/Line.js'

const scales = { argument: 1, gradient: 1 }
const interval = { lower: 0, upper: 0, truncation: 0.5, rounding: 0.5 }

test.each([
  [{}, 1],
  [{ rounding: 0.25 }, 0.75],
  [{ lower: -4 }, 0.25],
  [{ lower: -4, upper: -2 }, 0.25],
  [{ upper: 4 }, 0.25]
])('an interval %j is known to a share %d of the scale, and to no less', (change, share) => {
  const found = { ...interval, ...change }
  expect([isWithin(share, found, scales), isWithin(share * 0.999, found, scales)]).toEqual([true, false])
})

const plain =
  (f: (t: number) => number) =>
  (t: number): Sample => ({ value: f(t), magnitude: Math.abs(f(t)) })

const claimsOf = (sample: (t: number) => Sample, gradient = 1): readonly Claim[] => [
  ...descend(sample, sample(0), { argument: 1, gradient })
]

/** The last row of the tableau of some quotients. */
const tableau = (powers: Powers, quotients: readonly number[]): Row =>
  quotients.reduce<Row>((above, quotient) => nextRow(powers, above, quotient), [])

test.each<[name: string, f: (t: number) => number, kind: string]>([
  ['exp', Math.exp, 'smooth'],
  ['a kink of two curves', t => (t < 0 ? Math.expm1(3 * t) : Math.sin(t)), 'kink'],
  ['a kink less sharp than rounding', t => Math.exp(t) + 1e-7 * Math.abs(t), 'smooth'],
  ['a kink between two slopes, one of them nearly zero', t => (t < 0 ? 2e-6 * t : t), 'kink'],
  ['a kink just sharp enough', t => (t < 0 ? 5 * t : 5.0000051 * t), 'kink'],
  ['a kink just too blunt', t => (t < 0 ? 5 * t : 5.0000049 * t), 'smooth']
])('%s: every claim is made by the formulas', (_, f, kind) => {
  const claims = claimsOf(plain(f))
  expect(claims.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, rung) => 1.236 / 32 / 4 ** rung))
  claims.forEach((claim, rung) => {
    const steps = claims.slice(0, rung + 1).map(({ step }) => step)
    const [left, right] = [steps.map(h => (f(0) - f(-h)) / h), steps.map(h => (f(h) - f(0)) / h)]
    const central = limit(
      tableau(
        { first: 2, stride: 2 },
        steps.map(h => (f(h) - f(-h)) / (2 * h))
      )
    )
    const bend = limit(
      tableau(
        { first: 1, stride: 2 },
        right.map((x, i) => x - (left[i] ?? NaN))
      )
    )
    const sides = [left, right].map(side => limit(tableau({ first: 1, stride: 1 }, side)))
    const [lower, upper] = [Math.min(...sides.map(({ value }) => value)), Math.max(...sides.map(({ value }) => value))]
    const h = claim.step
    const magnitude = Math.max(...[f(-h), f(0), f(h)].map(Math.abs))
    const noise = Number.EPSILON * (magnitude + Math.max(1, Math.abs(claim.numeric))) + Number.MIN_VALUE
    expect(claim).toMatchObject({ noise, rounding: (4 * noise) / h, numeric: (f(h) - f(-h)) / (2 * h) })
    const doubt = 2 * Math.max(...sides.map(({ error }) => error)) + claim.rounding
    const isKink = upper - lower > 2 * doubt + 1e-6 * Math.max(Math.abs(lower), Math.abs(upper))
    expect(claim.kind).toBe(isKink ? 'kink' : 'smooth')
    const truncation =
      claim.kind === 'kink'
        ? 2 * Math.max(...sides.map(({ error }) => error))
        : 2 * (central.error + bend.error / 2) + Math.abs(bend.value) / 2
    expect(claim.truncation).toBe(truncation)
    expect([claim.lower, claim.upper]).toEqual(claim.kind === 'kink' ? [lower, upper] : [central.value, central.value])
  })
  expect(claims.at(5)?.kind).toBe(kind)
})

test('a row depends on its own rung and on four above it', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map(count => tableau({ first: 1, stride: 1 }, new Array(count).fill(1)).length)).toEqual(
    [1, 2, 3, 4, 5, 5, 5]
  )
})

test('the entry of a row with the smallest error is used, the first of equals', () => {
  const row = (...errors: readonly number[]) => errors.map((error, value) => ({ value, error }))
  expect([row(0, 0, 3, 1, 2), row(0, 0, 2, 2), row(0, 0)].map(entries => limit(entries).value)).toEqual([3, 2, NaN])
})

test.each<[where: string, magnitude: (t: number) => number]>([
  ['before', t => (t < 0 ? 100 : 1)],
  ['at', t => (t === 0 ? 100 : 1)],
  ['after', t => (t > 0 ? 100 : 1)]
])('the largest magnitude counts, %s the point', (_, magnitude) => {
  const [first] = claimsOf(t => ({ value: 5 * t, magnitude: magnitude(t) }))
  expect(first?.noise).toBeCloseTo(Number.EPSILON * 105, 25)
  expect(claimsOf(t => ({ value: 5 * t, magnitude: magnitude(t) }), 50)[0]?.noise).toBeCloseTo(Number.EPSILON * 150, 25)
})

test.each<[name: string, sample: (t: number) => Sample]>([
  ['before', plain(t => (t < -1e-3 ? NaN : t))],
  ['after', plain(t => (t > 1e-3 ? Infinity : t))],
  ['in magnitude', t => ({ value: t, magnitude: Math.abs(t) > 1e-3 ? Infinity : 1 })]
])('where φ is not finite %s, there is no claim, and the next begins anew', (_, sample) => {
  const claims = claimsOf(sample)
  expect(claims).toHaveLength(9)
  expect(claims.slice(0, 3).map(({ truncation }) => Number.isFinite(truncation))).toEqual([false, false, true])
})

/** Steps of 1: the neighbours are at multiples of 1/256, and rounding makes 2048 ν of their slope. */
const smooth: Claim = {
  kind: 'smooth',
  lower: 1,
  upper: 1,
  truncation: 1e-3,
  rounding: 1e-3,
  noise: 1e-7,
  step: 1,
  numeric: 1
}
const kink: Claim = { ...smooth, kind: 'kink', upper: 3 }
const confirmed = (claim: Claim, f: (t: number) => number) => confirm(claim, plain(f), plain(f)(0), scales)

test.each<[name: string, claim: Claim, f: (off: number) => (t: number) => number]>([
  ['steeper', smooth, off => t => (1 + off) * t],
  ['flatter', smooth, off => t => (1 - off) * t],
  ['flatter on the one side of a kink', kink, off => t => (t < 0 ? (1 - off) * t : 3 * t)],
  ['steeper on the other', kink, off => t => (t < 0 ? t : (3 + off) * t)],
  ['flatter on the one side of a concave kink', kink, off => t => (t < 0 ? 3 * t : (1 - off) * t)]
])('a slope that is %s refutes a claim, or counts as error', (_, claim, f) => {
  const most = 1e-3 + 1e-3 + 2048e-7
  expect(confirmed(claim, f(1.001 * most))).toBeUndefined()
  expect(confirmed(claim, f(0.999 * most))?.truncation).toBeCloseTo(2 * 0.999 * most, 12)
  expect(confirmed(claim, f(0))).toEqual({ ...claim, rounding: 4e-7 })
})

/** A line of slope 1 with something on one neighbour, and the noise that is seen then. */
const noisy = (place: number, off: number) => (t: number) => t + (t === place / 256 ? off : 0)
/** The combination of four values in a row that annuls polynomials, for an error on one of them: its weight. */
const weightOf = (row: readonly number[], place: number): number => {
  const weight = (t: number) => row.reduce((product, other) => (other === t ? product : product / (t - other)), 1)
  return Math.abs(weight(place)) / Math.hypot(...row.map(weight))
}
const places = [-3.3, -2.1, -1.3, 0, 1, 1.7, 2.9]
const rowsOf = (least: number) =>
  places.flatMap((_, start) =>
    places.slice(start + least - 1).map((_, more) => places.slice(start, start + least + more))
  )

test.each([-3.3, -1.3, 1, 2.9])('noise of a neighbour at %d makes a smooth claim vague', place => {
  const seen = Math.max(...rowsOf(4).map(row => (row.includes(place) ? weightOf(row, place) : 0)))
  const off = (noise: number) => confirmed(smooth, noisy(place, noise / seen))
  // Up to twice what rounding makes it is rounding.
  expect(off(1.99e-7)?.rounding).toBeCloseTo(4 * 8 * 1.99e-7, 12)
  // Beyond that it may be structure.
  expect(off(2.01e-7)?.rounding).toBeCloseTo(2 * 8 * 256 * 8 * 2.01e-7, 9)
  expect(off(3e-7)).toBeUndefined()
})

test.each([-3.3, -1.3, 1, 2.9])('noise of a neighbour at %d is no kink', place => {
  const row = place < 0 ? places.slice(0, 4) : places.slice(3)
  const seen = weightOf(row, place)
  const line = (noise: number) => (t: number) => noisy(place, noise / seen)(t) + (t > 0 ? 2 * t : 0)
  expect(confirmed(kink, line(1.99e-7))?.rounding).toBeCloseTo(4 * 8 * 1.99e-7, 12)
  expect(confirmed(kink, line(2.01e-7))).toBeUndefined()
})

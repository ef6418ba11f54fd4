/** Layers with kinks, jumps, flat regions and few digits: right gradients are accepted, wrong ones rejected, and the reason is given. */
import { describe, expect, test } from 'vitest'
import { outside } from '../../laws/derivative/hull.js'
import { kindsAt, lastingKindsAt } from '../../laws/derivative/kinks.js'
import { stairsAlong } from '../../laws/derivative/staircase.js'
import { neighbourhood, subgradient } from '../../laws/derivative/subgradient.js'
import { type Case } from '../../laws/generator/layer.js'
import { checkGradient } from '../../laws/layer/gradient.js'
import { layerLaws } from '../../laws/layer/layerLaws.js'
import { showReport } from '../../laws/run/render.js'
import { verify } from '../../laws/law/verify.js'
import { numbersOf, withNumbers } from '../../laws/value/Numbers.js'
import { onNumbers, range } from '../../laws/wrong/onNumbers.js'
import { softmax } from '../../src/layer/activation/softmax.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { accuracyOf, combine, describe as describeLayer } from '../../src/layer/Description.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { fromArray } from '../../src/tensor/Tensor.js'
import { allDraws } from '../draws.js'
import { kinked, opposed } from './wrong/kinks.js'
import { tiedLosses } from './wrong/tiedLosses.js'

/** `npm test` tries few rows, `.ci/run` every fourth, and `npm run check:long` all. */
const tried = [
  ...opposed,
  ...kinked.filter(row => !opposed.includes(row)).filter((_, i) => i % (allDraws ? 4 : 23) === 0),
  ...tiedLosses.filter((_, i) => i % 5 === 0)
]

describe('at the default draws', () => {
  test.each(tried.map(row => [row.isRight ? 'accepted' : 'rejected', row.name, row] as const))(
    '%s: %s',
    (_, __, row) => {
      const verdicts = new Set(verify(row.laws, { seed: 1, shrinks: 0 }).results.map(({ verdict }) => verdict))
      if (row.isRight) expect([...verdicts]).toEqual(['holds'])
      else expect([...verdicts]).toContain('fails')
    }
  )
})

const at = (f: (x: Float64Array) => number, ...numbers: readonly number[]) => ({
  numbers: Float64Array.from(numbers),
  outputs: (x: Float64Array) => Float64Array.of(f(x)),
  accuracy: Number.EPSILON,
  moving: numbers.map((_, i) => i)
})

const median = (x: Float64Array): number => x.toSorted()[1] ?? NaN
const larger = (x: Float64Array): number => Math.max(...x)
const mixed = (x: Float64Array): number => Math.max(x[0] ?? 0, 0) - 2 * Math.max(x[1] ?? 0, 0)

test.each<
  [name: string, f: (x: Float64Array) => number, point: readonly number[], claimed: readonly number[], verdict: string]
>([
  ['the larger of two', larger, [1, 1], [1, 0], 'agrees'],
  ['the larger of two', larger, [1, 1], [0.25, 0.75], 'agrees'],
  ['the larger of two', larger, [1, 1], [1, 1], 'differs'],
  ['the larger of two', larger, [1, 1], [0, 0], 'differs'],
  ['the larger of two', larger, [1, 1], [1.5, -0.5], 'differs'],
  ['the median', median, [0, 0, 0], [0, 1, 0], 'agrees'],
  ['the median', median, [0, 0, 0], [0.5, 0.25, 0.25], 'agrees'],
  ['the median', median, [0, 0, 0], [1, 1, -1], 'differs'],
  ['convex and concave', mixed, [0, 0], [0.5, -1], 'agrees'],
  ['convex and concave', mixed, [0, 0], [1, -2], 'agrees'],
  ['convex and concave', mixed, [0, 0], [1, 1], 'differs'],
  ['a fraction', x => (x[0] ?? 0) - Math.floor(x[0] ?? 0), [2], [1], 'agrees'],
  ['a fraction', x => (x[0] ?? 0) - Math.floor(x[0] ?? 0), [2], [0], 'differs']
])('%s: %#', (_, f, point, claimed, verdict) => {
  const surface = at(f, ...point)
  const [nearby = []] = neighbourhood(surface)
  expect(subgradient(surface, 0, Float64Array.from(claimed), nearby).verdict).toBe(verdict)
})

test.each<[f: (x: Float64Array) => number, point: readonly number[], kind: string]>([
  [median, [0, 0, 0], 'kink'],
  [median, [0, 0, 1], 'kink'],
  [median, [0, 1, 2], 'smooth'],
  [larger, [0], 'smooth'],
  [x => Math.exp(3 * (x[0] ?? 0)) * (x[1] ?? 0), [1, 2], 'smooth'],
  [x => Math.abs(x[0] ?? 0), [0], 'kink'],
  [x => Math.floor(x[0] ?? 0), [1], 'jump']
])('kinds of points: %#', (f, point, kind) => {
  expect(kindsAt(at(f, ...point))).toEqual([kind])
  expect(lastingKindsAt(at(f, ...point))).toEqual([kind])
})

test('a steep function looks like a jump, and is smooth far closer', () => {
  const steep = at(x => Math.tanh(1e7 * ((x[0] ?? 0) - (x[1] ?? 0))), 1, 1)
  expect(kindsAt(steep)).toEqual(['jump'])
  expect(lastingKindsAt(steep)).toEqual(['smooth'])
})

test('a small difference of large numbers is smooth, a kink beside large numbers is a kink', () => {
  const outputs = ([x = 0, y = 0]: Float64Array) =>
    Float64Array.of(1 + x, 1 + 1e-6 * Math.sin(y) - 1, 1e-6 * Math.abs(y))
  const kinds = range(200).map(i => kindsAt({ ...at(larger, 0.1 * i, i % 2 === 0 ? 0 : i), outputs }).join(' '))
  expect([...new Set(kinds)].toSorted()).toEqual(['smooth smooth kink', 'smooth smooth smooth'])
})

const corners = [
  [0, 0],
  [1, 0],
  [0, 1]
].map(corner => Float64Array.from(corner))

test.each([
  [
    [0.3, 0.3],
    [0, 0]
  ],
  [
    [1, 1],
    [0.5, 0.5]
  ],
  [
    [-1, 0.5],
    [-1, 0]
  ],
  [
    [2, 0],
    [1, 0]
  ]
])('%j lies %j outside a triangle', (point, expected) => {
  const found = outside(Float64Array.from(point), corners)
  expect(Array.from(found, x => Math.round(1e9 * x) / 1e9 + 0)).toEqual(expected)
})

test.each<[f: (t: number) => number, least: number, most: number]>([
  [t => Math.fround(Math.tanh(0.5 + t)), 1e-8, 1e-6],
  [t => 1e9 + Math.sin(t) - 1e9, 1e-8, 1e-6],
  // The slope between two stairs has another sign than the stairs, or is larger than the slope over many.
  [t => t - 0.2 + Math.fround((t - 0.2) ** 2), 1e-8, 1e-6],
  [t => (1e5 + t + 2) ** 2 - 1e10 - 2e5 * (t + 2), 1e-6, 1e-4],
  [t => Math.tanh(0.5 + t), 0, 0],
  [t => Math.abs(t), 0, 0],
  [t => Math.floor(t), 0, 0],
  [() => 3, 0, 0]
])('stairs: %#', (f, least, most) => {
  const { noise } = stairsAlong(f, 1)
  expect(noise).toBeGreaterThanOrEqual(least)
  expect(noise).toBeLessThanOrEqual(most)
})

describe('a gradient that hides below the last digit of the largest output', () => {
  const at = (layer: UntypedLayer, x: number): Case => ({
    layer,
    params: [],
    input: fromArray([1, 3], [0, x, -11.8]),
    outputGradient: fromArray([1, 3], [-1.4, -0.4, 0.75]),
    examples: 1,
    alone: () => layer,
    turn: 0
  })
  const outcomeOf = (layer: UntypedLayer, x: number) =>
    checkGradient({ name: 'softmax', layers: [layer] }, 'input')(at(layer, x)).outcome
  const double = eraseTypes(softmax())

  test('is right in single precision', () => {
    const single = kinked.find(({ name }) => name === 'rounded: softmax in single precision')
    expect(outcomeOf(single?.layer ?? double, 20.7)).toBe('holds')
    expect(single).toBeDefined()
  })

  test('is right, or wrong, in double precision', () => {
    const wrong: UntypedLayer = {
      ...double,
      backward: (params, cache, outputGradient) => {
        const [none, gradient] = double.backward(params, cache, outputGradient)
        const numbers = numbersOf(gradient)
        return [none, withNumbers(gradient)(numbers.with(0, 1.3 * (numbers[0] ?? NaN)))]
      }
    }
    expect(outcomeOf(double, 17.5)).toBe('holds')
    expect(outcomeOf(wrong, 17.5)).toBe('fails')
  })
})

test('what the laws found out is printed', () => {
  const single = kinked.find(({ name }) => name === 'rounded: tanh in single precision')
  expect(showReport(verify(single?.laws ?? [], { seed: 1, runs: 10 }))).toContain('rounds its results in stairs')
  const root = kinked.find(({ name }) => name === 'rounded: root to 10⁻⁹')
  expect(showReport(verify(root?.laws ?? [], { seed: 1, runs: 10 }))).toContain(
    'the description declares an accuracy of 1e-9'
  )
})

test('an inconclusive law shows one comparison and the reason', () => {
  const roots = onNumbers({
    name: 'roots',
    input: [2],
    output: [2],
    forward: ({ x: [x = []] }) => x.map(Math.cbrt),
    backward: ({ x: [x = []], dy }) => ({
      dx: [dy.map((d, i) => (x[i] === 0 ? d : d / (3 * Math.cbrt(x[i] ?? NaN) ** 2)))]
    })
  })
  expect(showReport(verify(layerLaws(roots, { input: () => 0 }), { seed: 1, runs: 10 }))).toMatch(
    /undecided, such as input\[.*the quotients settle on no value/
  )
})

test('the accuracy of a composition is that of its worst part', () => {
  const root = describeLayer('root', {}, [], {}, 1e-9)
  expect(accuracyOf(describeLayer('dense'))).toBe(Number.EPSILON)
  expect(accuracyOf(combine('sequence', [describeLayer('dense'), root]))).toBe(1e-9)
})

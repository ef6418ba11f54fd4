import { pipe } from 'fp-ts/lib/function.js'
import { type Schedule, Schedules, showDescription } from 'pullback'
import { describe, expect, test } from 'vitest'

const rates = (schedule: Schedule, steps: number): readonly number[] =>
  Array.from({ length: steps }, (_, step) => schedule.at(step))

const expectNear = (found: readonly number[], expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length)
  found.forEach((rate, i) => expect(rate).toBeCloseTo(expected[i] ?? NaN, 14))
}

test('constant returns the same rate at every step', () => {
  expect(rates(Schedules.constant(0.1), 3)).toEqual([0.1, 0.1, 0.1])
})

test('stepDecay multiplies the rate by the factor after every `every` steps', () => {
  expectNear(rates(Schedules.stepDecay(1, 0.1, 2), 7), [1, 1, 0.1, 0.1, 0.01, 0.01, 0.001])
})

test('exponential multiplies the rate by the factor at every step', () => {
  expectNear(rates(Schedules.exponential(2, 0.5), 5), [2, 1, 0.5, 0.25, 0.125])
})

test('cosine falls from the rate through the mean to the lowest rate, and stays there', () => {
  const schedule = Schedules.cosine(1, 8, 0.2)
  expectNear([0, 4, 8, 9, 1e9].map(schedule.at), [1, 0.6, 0.2, 0.2, 0.2])
  expectNear(rates(Schedules.cosine(1, 3), 4), [1, 0.75, 0.25, 0])
})

test('cosine satisfies the recursion of PyTorch', () => {
  const { at } = Schedules.cosine(0.3, 20, 0.01)
  const level = (step: number) => 1 + Math.cos((Math.PI * step) / 20)
  for (let step = 0; step < 20; step++)
    expect(at(step + 1)).toBeCloseTo((level(step + 1) / level(step)) * (at(step) - 0.01) + 0.01, 14)
})

test('oneCycle starts at highest / 25, peaks at the end of the rise, and ends near zero', () => {
  const schedule = Schedules.oneCycle(1, 101)
  const top = 0.3 * 101 - 1
  expectNear([0, top / 2, top, (top + 100) / 2, 100, 500].map(schedule.at), [0.04, 0.52, 1, (1 + 4e-6) / 2, 4e-6, 4e-6])
  const all = rates(schedule, 101)
  all.slice(1).forEach((rate, i) => {
    if (i + 1 <= top) expect(rate).toBeGreaterThan(all[i] ?? NaN)
    else if (i >= top) expect(rate).toBeLessThan(all[i] ?? NaN)
  })
})

test('oneCycle follows its settings', () => {
  const schedule = Schedules.oneCycle(1, 11, { upwards: 0, first: 0.5, last: 0.1 })
  expectNear([0, 5, 10, 20].map(schedule.at), [1, 0.55, 0.1, 0.1])
  expect(Schedules.oneCycle(1, 1).at(0)).toBe(1)
})

test('warmUp rises to the first rate of the schedule', () => {
  expectNear(rates(pipe(Schedules.exponential(1, 0.5), Schedules.warmUp(4)), 7), [0.25, 0.5, 0.75, 1, 1, 0.5, 0.25])
})

test('switchAfter starts the next schedule at its step 0; times multiplies every rate', () => {
  const schedule = pipe(
    Schedules.constant(1),
    Schedules.switchAfter(2, Schedules.exponential(0.5, 0.5)),
    Schedules.switchAfter(4, Schedules.constant(3)),
    Schedules.times(2)
  )
  expectNear(rates(schedule, 6), [2, 2, 1, 0.5, 6, 6])
  expect(showDescription(schedule.description)).toBe(
    'times(switchAfter(switchAfter(constant(1), exponential(0.5, 0.5), 2), constant(3), 4), 2)'
  )
})

describe('invalid settings', () => {
  test.each([
    [() => Schedules.constant(NaN), 'constant: the rate must be a finite number, found NaN'],
    [() => Schedules.stepDecay(NaN, 0.1, 2), 'stepDecay: the rate must be a finite number, found NaN'],
    [() => Schedules.stepDecay(1, Infinity, 2), 'stepDecay: the factor must be a finite number, found Infinity'],
    [() => Schedules.stepDecay(1, 0.1, 0), 'stepDecay: every must be a positive integer, found 0'],
    [() => Schedules.exponential(1, NaN), 'exponential: the factor must be a finite number, found NaN'],
    [() => Schedules.exponential(NaN, 1), 'exponential: the rate must be a finite number, found NaN'],
    [() => Schedules.cosine(NaN, 5), 'cosine: the rate must be a finite number, found NaN'],
    [() => Schedules.cosine(1, 2.5), 'cosine: steps must be a positive integer, found 2.5'],
    [() => Schedules.cosine(1, 2, NaN), 'cosine: the lowest rate must be a finite number, found NaN'],
    [() => Schedules.oneCycle(NaN, 5), 'oneCycle: the highest rate must be a finite number, found NaN'],
    [() => Schedules.oneCycle(1, -5), 'oneCycle: steps must be a positive integer, found -5'],
    [() => Schedules.oneCycle(1, 5, { upwards: 1 }), 'oneCycle: upwards must be at least 0 and below 1, found 1'],
    [() => Schedules.oneCycle(1, 5, { first: NaN }), 'oneCycle: the first rate must be a finite number, found NaN'],
    [() => Schedules.oneCycle(1, 5, { last: NaN }), 'oneCycle: the last rate must be a finite number, found NaN'],
    [() => Schedules.warmUp(0), 'warmUp: steps must be a positive integer, found 0'],
    [
      () => Schedules.switchAfter(NaN, Schedules.constant(1)),
      'switchAfter: steps must be a positive integer, found NaN'
    ],
    [() => Schedules.times(NaN), 'times: the factor must be a finite number, found NaN']
  ])('%s', (build, message) => {
    expect(build).toThrow(new RangeError(message))
  })
})

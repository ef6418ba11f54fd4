/** onPlateau gives the factors of PyTorch's ReduceLROnPlateau on lists of values, and interrupted training gives the same bits. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  dense,
  learner,
  meanSquaredError,
  onPlateau,
  type PlateauSettings,
  sgd,
  initialState,
  take,
  train,
  trajectory
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { examples, network, sameState, student } from '../xor.js'

const states = trajectory(student, examples, { batchSize: 2, from: 1 })

/** `rateFactor` after each of these monitored values, one per epoch. */
const factors = (values: readonly number[], settings: PlateauSettings) =>
  [...take(values.length)(onPlateau<Params>(({ epoch }) => values[epoch - 1] ?? NaN, settings)(states))].map(
    ({ rateFactor }) => rateFactor
  )
type Params = ReturnType<typeof initialState<Parameters<typeof network.forward>[0], never, never, never>>['params']

// Expected: `optimizer.param_groups[0]['lr']` after `scheduler.step(value)` for each value, starting from 1.
describe('the factors of ReduceLROnPlateau', () => {
  test('lowers after more than `patience` consecutive values without an improvement', () => {
    expect(factors([5, 4, 4, 4, 4, 3, 3, 3, 3], { factor: 0.5, patience: 2 })).toEqual([
      1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25
    ])
  })

  test('lowers after every value without an improvement if the patience is 0', () => {
    expect(factors([2, 2, 2, 1, 1], { factor: 0.5, patience: 0 })).toEqual([1, 0.5, 0.25, 0.25, 0.125])
  })

  test('a decrease below the threshold, relative to the best value, is no improvement', () => {
    const settings = { factor: 0.5, patience: 1, threshold: 0.1 }
    expect(factors([10, 9.5, 9.1, 8.9, 8.1, 8.05], settings)).toEqual([1, 1, 0.5, 0.5, 0.5, 0.25])
  })

  test('the threshold is relative for negative values too, like mode `max` of PyTorch', () => {
    const settings = { factor: 0.5, patience: 1, threshold: 0.1 }
    expect(factors([-10, -10.5, -10.9, -11.1, -12.3], settings)).toEqual([1, 1, 0.5, 0.5, 0.5])
  })

  test('values in the cooldown do not count towards the patience', () => {
    const settings = { factor: 0.5, patience: 1, cooldown: 2 }
    expect(factors([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], settings)).toEqual([
      1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25
    ])
  })

  test('a value in the cooldown can become the best', () => {
    const settings = { factor: 0.5, patience: 0, cooldown: 1 }
    expect(factors([2, 2, 1, 1, 1], settings)).toEqual([1, 0.5, 0.5, 0.25, 0.25])
  })

  test('the factor does not fall below the lowest', () => {
    expect(factors([1, 1, 1, 1], { factor: 0.5, patience: 0, lowest: 0.3 })).toEqual([1, 0.5, 0.3, 0.3])
  })

  test('NaN is no improvement', () => {
    expect(factors([NaN, NaN, 1, 2], { factor: 0.5, patience: 1 })).toEqual([1, 0.5, 0.5, 0.5])
  })
})

test('the next step uses the lowered rate', () => {
  const watched = [...take(4)(onPlateau<Params>(() => 1, { factor: 0.5, patience: 0 })(states))]
  const slow = (rate: number) =>
    trajectory(learner(network, meanSquaredError(), sgd(0.1 * rate)), examples, { batchSize: 2, from: 1 })
  watched.slice(1).forEach((state, i) => {
    const before = watched[i]
    if (before === undefined) throw new Error('no state')
    const { params } = train(1)(slow(before.rateFactor).from({ ...before, rateFactor: 1 }))
    expect(sameState({ ...state, params }, state)).toBe(true)
  })
  expect(watched.map(({ rateFactor }) => rateFactor)).toEqual([1, 0.5, 0.25, 0.125])
})

describe('interrupted training gives the same bits', () => {
  const jobs = fc.record({
    patience: fc.nat({ max: 2 }),
    cooldown: fc.nat({ max: 2 }),
    stride: fc.integer({ min: 1, max: 4 }),
    n: fc.integer({ min: 1, max: 8 }),
    m: fc.integer({ min: 1, max: 8 }),
    seed: fc.integer()
  })

  test('resumed from any state', () => {
    fc.assert(
      fc.property(jobs, ({ patience, cooldown, stride, n, m, seed }) => {
        const plan = { batchSize: 3, stride, from: seed }
        const adamStudent = learner(network, meanSquaredError(), adam(0.1))
        const watch = onPlateau<Params>(({ loss }) => loss, { factor: 0.5, patience, cooldown })
        const whole = pipe(trajectory(adamStudent, examples, plan), watch)
        const half = train(n)(whole)
        const plateau: unknown = JSON.parse(JSON.stringify(half.plateau))
        expect(plateau).toEqual(half.plateau)
        const resumed = pipe(trajectory(adamStudent, examples, { ...plan, from: half }), watch, train(m))
        expect(sameState(resumed, train(n + m)(whole))).toBe(true)
        expect(sameState(train(m)(whole.from(half)), resumed)).toBe(true)
      })
    )
  })

  test('the test detects a resumption that loses the memory', () => {
    const watch = onPlateau<Params>(() => 1, { factor: 0.5, patience: 2 })
    const whole = watch(states)
    const half = train(3)(whole)
    const forgetful = { ...half, plateau: initialState(student, 1).plateau }
    expect(sameState(train(3)(whole.from(half)), train(6)(whole))).toBe(true)
    expect(sameState(train(3)(whole.from(forgetful)), train(6)(whole))).toBe(false)
  })
})

test('the sequence ends with the trajectory, at the first loss that is not finite', () => {
  const diverging = learner(dense(2, 1), meanSquaredError(), sgd(-1e100))
  const plan = { batchSize: 2, stride: 1, from: 1 }
  const all = [
    ...take(100)(
      onPlateau<Parameters<typeof diverging.network.forward>[0]>(() => 1, { factor: 1.5, patience: 0 })(
        trajectory(diverging, examples, plan)
      )
    )
  ]
  expect(all.length).toBeLessThan(100)
  expect(Number.isFinite(all.at(-1)?.loss)).toBe(false)
})

test.each([
  ['factor', { factor: 0 }, 'a finite number above 0, found 0'],
  ['patience', { patience: -1 }, 'a whole number of at least 0, found -1'],
  ['threshold', { threshold: NaN }, 'a finite number of at least 0, found NaN'],
  ['cooldown', { cooldown: 0.5 }, 'a whole number of at least 0, found 0.5'],
  ['lowest', { lowest: Infinity }, 'a finite number of at least 0, found Infinity']
])('refuses a %s out of range', (name, settings, expected) => {
  expect(() => onPlateau(() => 1, settings)).toThrow(new RangeError(`onPlateau: ${name} must be ${expected}`))
})

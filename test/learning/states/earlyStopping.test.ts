/** Early stopping ends in time and keeps the best state. A history has one row per state. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { earlyStopping, history, lastState, type Patience, take, train, trajectory } from 'pullback'
import { describe, expect, test } from 'vitest'
import { examples, sameState, student } from '../xor.js'

/** Values instead of states, so that cases can be written as lists. */
const stopped = (values: readonly number[], patience: Patience) => [
  ...earlyStopping(
    ({ value }: { readonly value: number; readonly place: number }) => value,
    patience
  )(values.map((value, place) => ({ value, place })))
]

describe('earlyStopping ends', () => {
  const lengthOf = (values: readonly number[], patience: number, minimalImprovement = 0) =>
    stopped(values, { patience, minimalImprovement }).length

  test('after `patience` consecutive states without an improvement, like Keras', () => {
    expect(lengthOf([5, 4, 4, 4, 3], 2)).toBe(4)
    expect(lengthOf([5, 4, 4, 3, 3, 3, 2], 2)).toBe(6)
    expect(lengthOf([5, 6, 1], 1)).toBe(2)
  })

  test('never while the value improves', () => {
    expect(lengthOf([5, 4, 3, 2, 1], 1)).toBe(5)
  })

  test('if the value improves too little since the last improvement', () => {
    expect(lengthOf([10, 9.6, 9.2, 8.8], 2, 0.5)).toBe(4)
    expect(lengthOf([10, 9.8, 9.6, 8.8], 2, 0.5)).toBe(3)
  })

  test('if the value is NaN', () => {
    expect(lengthOf([1, NaN, NaN, 0], 2)).toBe(3)
    expect(lengthOf([NaN, NaN, 0], 3)).toBe(3)
  })
})

describe('the best state', () => {
  test('is the first with the lowest value, even if the improvement was too small to count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5, max: 20 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat({ max: 4 }),
        (values, patience, minimalImprovement) => {
          const states = stopped(values, { patience, minimalImprovement })
          states.forEach(({ best }, i) => {
            const sofar = values.slice(0, i + 1)
            expect(best.value).toBe(Math.min(...sofar))
            expect(best.place).toBe(sofar.indexOf(best.value))
          })
        }
      )
    )
  })

  test('is the first state while all values are NaN, then the first state with a number', () => {
    expect(stopped([NaN, NaN, 3], { patience: 5 }).map(({ best }) => best.place)).toEqual([0, 0, 2])
  })

  test('is a state from which training can continue', () => {
    const states = trajectory(student, examples, { batchSize: 2, from: 1 })
    // The value rises from the fourth epoch on.
    const { best, epoch } = pipe(
      states,
      earlyStopping(({ epoch }) => Math.abs(epoch - 4), { patience: 3 }),
      train(100)
    )
    expect([best.epoch, epoch]).toEqual([4, 7])
    expect(sameState(best, train(4)(states))).toBe(true)
    expect(sameState(train(2)(states.from(best)), train(6)(states))).toBe(true)
  })
})

test('earlyStopping is lazy: it requests no state after the end', () => {
  let asked = 0
  const states = {
    *[Symbol.iterator]() {
      for (;;) yield { value: ++asked }
    }
  }
  pipe(
    states,
    earlyStopping(({ value }) => value, { patience: 3 }),
    lastState
  )
  expect(asked).toBe(4)
})

test.each([0, 1.5, NaN])('refuses a patience of %d', patience => {
  expect(() => earlyStopping(() => 0, { patience })).toThrow(
    new RangeError(`earlyStopping: patience must be a positive integer, found ${patience}`)
  )
})

test('a history has one row per state so far, and the histories of earlier states do not change', () => {
  const states = trajectory(student, examples, { batchSize: 2, from: 1 })
  const all = [
    ...take(3)(
      history(({ epoch, loss }: { readonly epoch: number; readonly loss: number }) => ({ epoch, loss }))(states)
    )
  ]
  expect(all.map(({ history }) => history.length)).toEqual([1, 2, 3])
  expect(all[2]?.history).toEqual([...take(3)(states)].map(({ epoch, loss }) => ({ epoch, loss })))
})

test('a long history takes linear time and memory, because a list is built only when it is read', () => {
  const length = 100_000
  const states = {
    *[Symbol.iterator]() {
      for (let value = 0; value < length; value++) yield { value }
    }
  }
  let rows = 0
  const reached = pipe(
    states,
    history(({ value }) => (rows++, value)),
    earlyStopping(({ value }) => -value, { patience: 1 }),
    lastState
  )
  expect(rows).toBe(length)
  expect(isSome(reached) && reached.value.history).toEqual(Array.from({ length }, (_, i) => i))
})

test('a history is built only when it is read, also after transformers that add fields', () => {
  let asked = 0
  const states = [1, 2, 3].map(loss => ({
    loss,
    get history() {
      return [++asked]
    }
  }))
  const reached = pipe(
    states,
    earlyStopping(({ loss }) => loss, { patience: 5 }),
    lastState
  )
  expect(asked).toBe(0)
  expect(isSome(reached) && reached.value.best.history).toEqual([1])
})

/** An observer receives every state and can end the training. The event loop runs between two states. */
import { pipe } from 'fp-ts/lib/function.js'
import { none } from 'fp-ts/lib/Option.js'
import { observe, take, trajectory } from 'pullback'
import { expect, test } from 'vitest'
import { examples, student } from '../xor.js'

const states = trajectory(student, examples, { batchSize: 5, stride: 1, from: 1 })

test('calls the observer with all states and returns the last one', async () => {
  const steps: number[] = []
  const reached = await pipe(
    take(4)(states),
    observe(
      ({ step }) =>
        () =>
          steps.push(step) > 0
    )
  )()
  expect(steps).toEqual([1, 2, 3, 4])
  expect(reached).toMatchObject({ value: { step: 4 } })
})

test('nothing runs before the task is called, and the task can be called again', async () => {
  const steps: number[] = []
  const task = pipe(
    take(2)(states),
    observe(
      ({ step }) =>
        () =>
          steps.push(step) > 0
    )
  )
  expect(steps).toEqual([])
  await task()
  await task()
  expect(steps).toEqual([1, 2, 1, 2])
})

test('an observer that returns false ends an infinite trajectory', async () => {
  const reached = await pipe(
    states,
    observe(
      ({ step }) =>
        () =>
          step < 3
    )
  )()
  expect(reached).toMatchObject({ value: { step: 3 } })
})

test('the event loop runs between two states', async () => {
  const log: string[] = []
  const clock = setInterval(() => log.push('tick'), 0)
  await pipe(
    take(20)(states),
    observe(() => () => log.push('state') > 0)
  )()
  clearInterval(clock)
  expect(log.indexOf('tick')).toBeGreaterThan(0)
  expect(log.indexOf('tick')).toBeLessThan(log.lastIndexOf('state'))
})

test('other code can end the training between two states', async () => {
  const pressed = { yet: false }
  setTimeout(() => {
    pressed.yet = true
  }, 5)
  const reached = await pipe(
    states,
    observe(() => () => !pressed.yet)
  )()
  expect(reached).not.toEqual(none)
})

test('a sequence without states has no last state', async () => {
  expect(
    await pipe(
      take(0)(states),
      observe(() => () => true)
    )()
  ).toEqual(none)
})

/** Cancelling a training on an asynchronous engine leaves nothing behind: no pending call, no timer of the engine, no unhandled rejection. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  eager,
  earlyStopping,
  history,
  javascript,
  lastState,
  observe,
  onPlateau,
  take,
  train,
  trajectory
} from 'pullback'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Calls, later } from './later.js'
import { examples, student } from './xor.js'

const unhandled = vi.fn()

beforeAll(() => {
  process.on('unhandledRejection', unhandled)
})

afterAll(() => {
  process.off('unhandledRejection', unhandled)
})

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

/** Nothing is running, and nothing starts later. */
const expectRest = async (calls: Calls): Promise<void> => {
  const { started } = calls
  expect(calls.answered).toBe(started)
  await pause(20)
  expect(calls).toMatchObject({ started, answered: started })
  expect(unhandled).not.toHaveBeenCalled()
}

afterEach(() => {
  unhandled.mockClear()
})

const training = (signal?: AbortSignal, milliseconds = 1) => {
  const { engine, calls } = later(javascript, milliseconds)
  const plan = { batchSize: 2, stride: 1, from: 1, engine }
  return { calls, states: trajectory(student, examples, signal === undefined ? plan : { ...plan, signal }) }
}

test('break ends the training', async () => {
  const { calls, states } = training()
  for await (const { step } of states) if (step === 3) break
  expect(calls.started).toBe(3)
  await expectRest(calls)
})

test('an error in the consumer ends the training', async () => {
  const { calls, states } = training()
  const consume = async () => {
    for await (const { step } of states) if (step === 2) throw new Error('enough')
  }
  await expect(consume()).rejects.toThrow('enough')
  expect(calls.started).toBe(2)
  await expectRest(calls)
})

test('break after transformers ends the training', async () => {
  const { calls, states } = training()
  const transformed = pipe(
    states,
    onPlateau(({ loss }) => loss, { patience: 1 }),
    history(({ loss }) => loss),
    earlyStopping(({ loss }) => loss, { patience: 50 })
  )
  for await (const { step } of transformed) if (step === 3) break
  expect(calls.started).toBe(3)
  await expectRest(calls)
})

test('return() on an iterator with a pending next() resolves both', async () => {
  const { calls, states } = training()
  const iterator = states[Symbol.asyncIterator]()
  const [next, end] = await Promise.all([iterator.next(), iterator.return?.()])
  expect(next.done).toBe(false)
  expect(end?.done).toBe(true)
  expect(await iterator.next()).toEqual({ done: true, value: undefined })
  await expectRest(calls)
})

test('an observer that returns false ends the training', async () => {
  const { calls, states } = training()
  const reached = await pipe(
    states,
    observe(
      ({ step }) =>
        () =>
          step < 3
    )
  )()
  expect(reached).toMatchObject({ value: { step: 3 } })
  expect(calls.started).toBe(3)
  await expectRest(calls)
})

describe('an AbortSignal', () => {
  const reason = new Error('stopped by the user')

  test('aborted before the start: the engine is never called', async () => {
    const { calls, states } = training(AbortSignal.abort(reason))
    await expect(train(5)(states)()).rejects.toBe(reason)
    expect(calls).toEqual({ compiled: 0, started: 0, answered: 0 })
    await expectRest(calls)
  })

  test.each([
    ['train', (states: ReturnType<typeof training>['states']) => train(1000)(states)()],
    ['last', (states: ReturnType<typeof training>['states']) => lastState(states)()],
    ['take and last', (states: ReturnType<typeof training>['states']) => lastState(take(1000)(states))()],
    ['observe', (states: ReturnType<typeof training>['states']) => observe(() => () => true)(states)()]
  ])('aborted during a call: %s rejects with the reason after the call has finished', async (_, run) => {
    const controller = new AbortController()
    const { calls, states } = training(controller.signal, 10)
    const rejected = expect(run(states)).rejects.toBe(reason)
    while (calls.started < 3) await pause(1)
    controller.abort(reason)
    await rejected
    expect(calls.started).toBe(3)
    await expectRest(calls)
  })

  test('aborted between two states: no further call', async () => {
    const controller = new AbortController()
    const { calls, states } = training(controller.signal)
    const seen: number[] = []
    const consume = async () => {
      for await (const { step } of states) {
        seen.push(step)
        if (step === 2) controller.abort(reason)
      }
    }
    await expect(consume()).rejects.toBe(reason)
    expect(seen).toEqual([1, 2])
    expect(calls.started).toBe(2)
    await expectRest(calls)
  })

  test('aborted without a pending request: no unhandled rejection', async () => {
    const controller = new AbortController()
    const { calls, states } = training(controller.signal)
    const iterator = states[Symbol.asyncIterator]()
    await iterator.next()
    controller.abort(reason)
    await expectRest(calls)
    await expect(iterator.next()).rejects.toBe(reason)
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('aborted after the end or after a break: nothing happens', async () => {
    const controller = new AbortController()
    const { calls, states } = training(controller.signal)
    const reached = await train(3)(states)()
    for await (const { step } of states) if (step === 2) break
    controller.abort(reason)
    expect(reached.step).toBe(3)
    await expectRest(calls)
  })

  test('aborted without a reason: rejects with an AbortError, like fetch', async () => {
    await expect(train(1)(training(AbortSignal.abort()).states)()).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('never aborted: no listener remains', async () => {
    const { signal } = new AbortController()
    const listened = vi.spyOn(signal, 'addEventListener')
    await train(3)(training(signal).states)()
    expect(listened).not.toHaveBeenCalled()
  })
})

test('a failing engine rejects once, and nothing runs afterwards', async () => {
  const failing = later({
    ...eager,
    compile: () => () => {
      throw new Error('out of order')
    }
  })
  const states = trajectory(student, examples, { from: 1, engine: failing.engine })
  const iterator = states[Symbol.asyncIterator]()
  await expect(iterator.next()).rejects.toThrow('out of order')
  expect(await iterator.next()).toEqual({ done: true, value: undefined })
  await expectRest(failing.calls)
})

/** A training that is cancelled on an engine that answers later leaves nothing behind: no call that is not answered, no timer of the engine, no rejection that nobody handles. */
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

/** Nothing runs now, and nothing begins afterwards. */
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

test('break', async () => {
  const { calls, states } = training()
  for await (const { step } of states) if (step === 3) break
  expect(calls.started).toBe(3)
  await expectRest(calls)
})

test('an error of the consumer', async () => {
  const { calls, states } = training()
  const consume = async () => {
    for await (const { step } of states) if (step === 2) throw new Error('enough')
  }
  await expect(consume()).rejects.toThrow('enough')
  expect(calls.started).toBe(2)
  await expectRest(calls)
})

test('break behind transformers', async () => {
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

test('an iterator that is returned while it waits answers both', async () => {
  const { calls, states } = training()
  const iterator = states[Symbol.asyncIterator]()
  const [next, end] = await Promise.all([iterator.next(), iterator.return?.()])
  expect(next.done).toBe(false)
  expect(end?.done).toBe(true)
  expect(await iterator.next()).toEqual({ done: true, value: undefined })
  await expectRest(calls)
})

test('an observer that answers false', async () => {
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

describe('a signal', () => {
  const reason = new Error('stopped by a person')

  test('that is aborted before: the engine is never called', async () => {
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
  ])('that is aborted during a call: %s rejects with its reason, and the call is answered', async (_, run) => {
    const controller = new AbortController()
    const { calls, states } = training(controller.signal, 10)
    const rejected = expect(run(states)).rejects.toBe(reason)
    while (calls.started < 3) await pause(1)
    controller.abort(reason)
    await rejected
    expect(calls.started).toBe(3)
    await expectRest(calls)
  })

  test('that is aborted between two states: no further call', async () => {
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

  test('that is aborted while nobody waits: no unhandled rejection', async () => {
    const controller = new AbortController()
    const { calls, states } = training(controller.signal)
    const iterator = states[Symbol.asyncIterator]()
    await iterator.next()
    controller.abort(reason)
    await expectRest(calls)
    await expect(iterator.next()).rejects.toBe(reason)
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('that is aborted after the end, or after a break: nothing happens', async () => {
    const controller = new AbortController()
    const { calls, states } = training(controller.signal)
    const reached = await train(3)(states)()
    for await (const { step } of states) if (step === 2) break
    controller.abort(reason)
    expect(reached.step).toBe(3)
    await expectRest(calls)
  })

  test('without a reason: an AbortError, as fetch gives', async () => {
    await expect(train(1)(training(AbortSignal.abort()).states)()).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('that is never aborted keeps no listener', async () => {
    const { signal } = new AbortController()
    const listened = vi.spyOn(signal, 'addEventListener')
    await train(3)(training(signal).states)()
    expect(listened).not.toHaveBeenCalled()
  })
})

test('an engine that fails rejects once, and nothing follows', async () => {
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

/** Training gives the same bits on synchronous and asynchronous engines, through every transformer. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { none } from 'fp-ts/lib/Option.js'
import {
  adam,
  andThen,
  type AnyTensor,
  type AsyncTrajectory,
  dense,
  dropout,
  eager,
  earlyStopping,
  type Engine,
  history,
  javascript,
  lastState,
  learner,
  meanSquaredError,
  observe,
  onPlateau,
  type Plan,
  sgd,
  type States,
  take,
  tanh,
  toArray,
  train,
  type Trajectory,
  trajectory,
  until
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { later } from './later.js'
import { examples, sameState } from './xor.js'

const network = pipe(dense(2, 3), andThen(tanh()), andThen(dropout(0.2)), andThen(dense(3, 1)))
const student = learner(network, meanSquaredError(), adam(0.05))
type P = Parameters<typeof network.forward>[0]

const plan: Plan<P> = { batchSize: 3, stride: 2, from: 5 }

const isTensor = (value: object): value is AnyTensor => 'shape' in value

/** All numbers of a value, to be compared bit for bit. */
const bits = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (isTensor(value)) return { shape: value.shape, numbers: toArray(value) }
  return Array.isArray(value)
    ? value.map(bits)
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, bits(part)]))
}

/** All states of a sequence, the result of a task, or the value itself. */
const outcome = async (made: unknown): Promise<unknown> => {
  const isTask = (value: unknown): value is () => Promise<unknown> => typeof value === 'function'
  const isSequence = (value: unknown): value is States<unknown> =>
    typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  if (isTask(made)) return bits(await made())
  if (!isSequence(made)) return bits(made)
  const all: unknown[] = []
  for await (const state of made) all.push(bits(state))
  return all
}

/** Types an asynchronous trajectory as a synchronous one, so that the table is written once. test/types checks the types. */
const untold = (states: AsyncTrajectory<P>): Trajectory<P> =>
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- see above
  states as unknown as Trajectory<P>

const lowering = { factor: 0.5, patience: 0, threshold: 0.1 }

/** Transformers, each applied to both kinds of trajectory. */
const transformers: Readonly<Record<string, (states: Trajectory<P>) => unknown>> = {
  take: states => pipe(states, take(7)),
  'take(0)': states => pipe(states, take(0)),
  until: states =>
    pipe(
      states,
      until(({ epoch }) => epoch > 3)
    ),
  train: states => pipe(states, train(7)),
  lastState: states => pipe(states, take(7), lastState),
  'lastState without states': states => pipe(states, take(0), lastState),
  observe: states =>
    pipe(
      states,
      observe(
        ({ step }) =>
          () =>
            step < 12
      )
    ),
  history: states =>
    pipe(
      states,
      history(({ epoch, loss, stepLoss }) => ({ epoch, loss, stepLoss })),
      take(7)
    ),
  earlyStopping: states =>
    pipe(
      states,
      earlyStopping(({ epoch }) => Math.abs(epoch - 2), { patience: 3 })
    ),
  onPlateau: states =>
    pipe(
      states,
      onPlateau(({ loss }) => loss, lowering),
      take(7)
    ),
  from: states => pipe(states.from(9), take(7)),
  adjust: states =>
    pipe(
      states.adjust(state => ({ ...state, rateFactor: state.rateFactor / 2 })),
      take(7)
    ),
  'all transformers together': states =>
    pipe(
      states,
      onPlateau(({ loss }) => loss, lowering),
      onPlateau(({ stepLoss }) => stepLoss, { ...lowering, factor: 0.9 }),
      history(({ epoch, rateFactor }) => [epoch, rateFactor]),
      earlyStopping(({ loss, history }) => loss + history.length, { patience: 6 }),
      until(({ best }) => best.epoch > 6),
      train(20)
    )
}

const engines: readonly Engine[] = [eager, javascript]

describe.each(engines)('on $name, synchronous and asynchronous', engine => {
  test.each(Object.entries(transformers))('%s', async (_, transformed) => {
    const now = await outcome(transformed(trajectory(student, examples, { ...plan, engine })))
    const { engine: async, calls } = later(engine)
    const found = await outcome(transformed(untold(trajectory(student, examples, { ...plan, engine: async }))))
    expect(found).toEqual(now)
    expect(calls.answered).toBe(calls.started)
  })
})

test('on an asynchronous engine the steps after a plateau use the lowered rate', async () => {
  const { engine } = later(eager)
  const states = trajectory(student, examples, { ...plan, engine })
  const lowered = await pipe(
    states,
    onPlateau(() => 1, lowering),
    train(3)
  )()
  expect(lowered.rateFactor).toBe(0.25)
  expect(bits(lowered.params)).not.toEqual(bits((await train(3)(states)()).params))
})

test('on an asynchronous engine n steps and then m equal n + m, bit for bit', async () => {
  const few = fc.integer({ min: 1, max: 4 })
  await fc.assert(
    fc.asyncProperty(
      fc.record({ n: few, m: few, stride: few, batchSize: few, shuffle: fc.boolean(), from: fc.integer() }),
      async ({ n, m, ...drawn }) => {
        const { engine } = later(eager)
        const whole = await pipe(trajectory(student, examples, { ...drawn, engine }), train(n + m))()
        const half = await pipe(trajectory(student, examples, { ...drawn, engine }), train(n))()
        const resumed = await pipe(trajectory(student, examples, { ...drawn, engine, from: half }), train(m))()
        const now = pipe(trajectory(student, examples, drawn), train(n + m))
        expect(sameState(resumed, whole) && sameState(whole, now)).toBe(true)
      }
    ),
    { numRuns: 20 }
  )
})

test('a sequence can be iterated again, also twice at once, and is compiled once', async () => {
  const { engine, calls } = later(javascript)
  const states = pipe(trajectory(student, examples, { ...plan, engine }), take(4))
  expect(calls).toEqual({ compiled: 0, started: 0, answered: 0 })
  const [one, other] = await Promise.all([outcome(states), outcome(states)])
  expect(one).toEqual(other)
  expect(await outcome(states)).toEqual(one)
  expect(calls.compiled).toBe(1)
})

test('a task runs every time it is called', async () => {
  const { engine, calls } = later(javascript)
  const task = pipe(trajectory(student, examples, { ...plan, engine }), train(2))
  expect(calls.started).toBe(0)
  expect(bits(await task())).toEqual(bits(await task()))
})

test('the sequence ends at the first loss that is not finite, and no further step runs', async () => {
  const diverging = learner(dense(2, 1), meanSquaredError(), sgd(-1e100))
  const now = pipe(trajectory(diverging, examples, { batchSize: 2, shuffle: false, from: 1, stride: 7 }), lastState)
  const { engine } = later(javascript)
  const found = pipe(
    trajectory(diverging, examples, { batchSize: 2, shuffle: false, from: 1, stride: 7, engine }),
    lastState
  )
  expect(now).not.toEqual(none)
  expect(bits(await found())).toEqual(bits(now))
})

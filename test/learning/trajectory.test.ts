/** A trajectory is lazy, can be iterated again, counts steps and epochs, and ends when the loss is not finite. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  Algebra,
  andThen,
  batches,
  dense,
  dropout,
  eager,
  type Engine,
  javascript,
  lastState,
  learner,
  meanSquaredError,
  predict,
  sgd,
  initialState,
  take,
  toArray,
  toNumber,
  train,
  trajectory,
  until
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { examples, network, sameState, student, xor } from './xor.js'

const plan = { batchSize: 2, shuffle: false, from: 1 }

/** A learner that counts its steps. */
const counting = () => {
  const calls = { steps: 0 }
  const counted: typeof student = {
    ...student,
    update: (...given) => {
      calls.steps++
      return student.update(...given)
    }
  }
  return { calls, counted }
}

test('nothing is computed before a state is requested', () => {
  const { calls, counted } = counting()
  const states = take(3)(trajectory(counted, examples, { ...plan, stride: 4 }))
  expect(calls.steps).toBe(0)
  const iterator = states[Symbol.iterator]()
  iterator.next()
  expect(calls.steps).toBe(4)
  expect([...states].length).toBe(3)
  expect(calls.steps).toBe(4 + 12)
})

test('taking n states does not compute another one', () => {
  const { calls, counted } = counting()
  pipe(trajectory(counted, examples, { ...plan, stride: 1 }), train(3))
  pipe(
    trajectory(counted, examples, { ...plan, stride: 1 }),
    until(({ step }) => step === 3),
    lastState
  )
  expect(calls.steps).toBe(6)
})

test('alsoEvery adds states between strides, and all states are the same as without it', () => {
  const every = [...take(9)(trajectory(student, examples, { ...plan, stride: 1 }))]
  const states = [...take(5)(trajectory(student, examples, { ...plan, stride: 3, alsoEvery: 4 }))]
  expect(states.map(({ step }) => step)).toEqual([3, 4, 7, 8, 11])
  for (const state of states.slice(0, 4)) expect(sameState(state, every[state.step - 1] ?? state)).toBe(true)
  expect(() => trajectory(student, examples, { ...plan, alsoEvery: 0 })).toThrow('alsoEvery must be a positive integer')
})

test('a trajectory can be iterated again, with the same states', () => {
  const states = take(5)(trajectory(student, examples, { ...plan, shuffle: true }))
  const [first, second] = [[...states], [...states]]
  expect(first.every((state, i) => second[i] !== undefined && sameState(state, second[i]))).toBe(true)
})

test('two concurrent iterators are independent', () => {
  const states = trajectory(student, examples, { ...plan, shuffle: true })
  const [one, other] = [states[Symbol.iterator](), states[Symbol.iterator]()]
  for (let i = 0; i < 5; i++) {
    const [a, b] = [one.next(), other.next()]
    expect(!a.done && !b.done && sameState(a.value, b.value)).toBe(true)
  }
})

test('`from` continues the same training from another state', () => {
  const states = trajectory(student, examples, { ...plan, shuffle: true, stride: 2 })
  const [, second] = take(2)(states)
  if (second === undefined) throw new Error('no state')
  expect(sameState(train(3)(states.from(second)), train(5)(states))).toBe(true)
  const halved = train(1)(states.from({ ...second, rateFactor: 0.5 }))
  expect(halved.rateFactor).toBe(0.5)
  expect(sameState(halved, { ...train(3)(states), rateFactor: 0.5 })).toBe(false)
  expect(
    sameState(
      train(3)(states.from(7)),
      train(3)(trajectory(student, examples, { ...plan, shuffle: true, stride: 2, from: 7 }))
    )
  ).toBe(true)
})

test('`rateFactor` multiplies the learning rate', () => {
  const halved = { ...initialState(student, 1), rateFactor: 0.5 }
  const slow = learner(network, meanSquaredError(), sgd(0.05))
  const one = train(3)(trajectory(student, examples, { ...plan, from: halved }))
  const other = train(3)(trajectory(slow, examples, { ...plan, from: 1 }))
  expect(sameState({ ...one, rateFactor: 1 }, other)).toBe(true)
})

test('steps and epochs are counted, and an epoch is the default stride', () => {
  const counts = [...take(2)(trajectory(student, examples, plan))].map(({ step, epoch }) => [step, epoch])
  expect(counts).toEqual([
    [5, 1],
    [10, 2]
  ])
  const halves = [...take(3)(trajectory(student, xor, { ...plan, stride: 1 }))].map(({ step, epoch }) => [step, epoch])
  expect(halves).toEqual([
    [1, 0.5],
    [2, 1],
    [3, 1.5]
  ])
})

test('the loss is the mean over the steps of the epoch so far', () => {
  const states = [...take(6)(trajectory(student, examples, { ...plan, stride: 1 }))]
  const before = [initialState(student, 1), ...states]
  const order = batches(2)(examples)
  const losses = before.slice(0, 6).map(({ params }, i) => {
    const [input, target] = order[i % 5] ?? [examples.inputs, examples.targets]
    return toNumber(student.loss.value(network.forward(params, input)[0], target))
  })
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
  states.slice(0, 5).forEach(({ loss }, i) => expect(loss).toBeCloseTo(mean(losses.slice(0, i + 1)), 14))
  expect(states[5]?.loss).toBe(losses[5])
  expect(states.map(({ stepLoss }) => stepLoss)).toEqual(losses)
})

test('`stepLoss` does not depend on the stride or on the steps per call of the engine', () => {
  const losses = (engine: Engine, stride: number) =>
    [...take(12 / stride)(trajectory(student, examples, { batchSize: 3, from: 1, engine, stride }))].map(
      ({ step, stepLoss }) => [step, stepLoss]
    )
  const each = losses(eager, 1)
  expect(new Set(each.map(([, loss]) => loss)).size).toBe(12)
  for (const engine of [eager, javascript])
    for (const stride of [1, 2, 3, 6])
      expect(losses(engine, stride)).toEqual(each.filter((_, i) => (i + 1) % stride === 0))
})

describe('the engine', () => {
  /** An engine that counts the calls of its compiled functions. */
  const counted = (engine: Engine) => {
    const calls = { compiled: 0, run: 0 }
    const counting: Engine = {
      ...engine,
      name: 'mine',
      compile: f => {
        calls.compiled++
        const run = engine.compile(f)
        return (...inputs) => {
          calls.run++
          return run(...inputs)
        }
      }
    }
    return { calls, counting }
  }

  test('the compiled function runs the steps, one or many per call', () => {
    const runs = (engine: Engine) => {
      const { calls, counting } = counted(engine)
      const state = train(2)(trajectory(student, examples, { ...plan, stride: 10, engine: counting }))
      expect(sameState(state, train(2)(trajectory(student, examples, { ...plan, stride: 10 })))).toBe(true)
      return calls
    }
    expect(runs(eager)).toEqual({ compiled: 1, run: 20 })
    expect(runs(javascript)).toEqual({ compiled: 1, run: 2 })
    expect(runs({ ...eager, stepsPerCall: 'many' })).toEqual({ compiled: 1, run: 2 })
    expect(runs({ ...javascript, stepsPerCall: 'one' })).toEqual({ compiled: 1, run: 20 })
    expect(runs({ name: 'plain', compile: f => f })).toEqual({ compiled: 1, run: 2 })
  })

  test('the noise is the same with one step per call and with many', () => {
    const noisy = learner(pipe(dense(2, 3), andThen(dropout(0.5)), andThen(dense(3, 1))), meanSquaredError(), sgd(0.1))
    const trained = (engine: Engine) => train(7)(trajectory(noisy, examples, { batchSize: 3, from: 2, engine }))
    expect(sameState(trained({ ...eager, stepsPerCall: 'many' }), trained(eager))).toBe(true)
  })

  test('an engine with other results gives another training', () => {
    const wrong: Engine = {
      ...eager,
      compile:
        f =>
        (...inputs) =>
          f(...inputs).map(tensor => Algebra.scale(0.5, tensor))
    }
    const halved = train(1)(trajectory(student, examples, { ...plan, stride: 1, engine: wrong }))
    const right = train(1)(trajectory(student, examples, { ...plan, stride: 1 }))
    expect(halved.loss).toBe(right.loss / 2)
  })

  test('a predictor runs the compiled function', () => {
    const { calls, counting } = counted(eager)
    const { params } = initialState(student, 1)
    const found = predict(network, params, counting)(examples.inputs)
    expect(toArray(found)).toEqual(toArray(network.forward(params, examples.inputs)[0]))
    expect(calls).toEqual({ compiled: 1, run: 1 })
  })
})

test('an epoch takes every example once, in a new order', () => {
  const seen: number[][] = []
  const watching: typeof student = {
    ...student,
    update: (...given) => {
      const [, , , , [, targets]] = given
      seen.push([...toArray(targets)])
      return student.update(...given)
    }
  }
  pipe(trajectory(watching, examples, { batchSize: 4, from: 1 }), train(2))
  expect(seen.map(({ length }) => length)).toEqual([4, 4, 2, 4, 4, 2])
  const sorted = (numbers: readonly number[]) => numbers.toSorted((x, y) => x - y)
  const epochs = [seen.slice(0, 3).flat(), seen.slice(3).flat()]
  expect(epochs.map(sorted)).toEqual([sorted(toArray(examples.targets)), sorted(toArray(examples.targets))])
  expect(epochs[0]).not.toEqual(epochs[1])
})

describe('a loss that is not finite', () => {
  // Multiplies every parameter by more than 10^100 at a step.
  const linear = learner(dense(2, 1), meanSquaredError(), sgd(-1e100))
  const states = (stride: number) => [...take(100)(trajectory(linear, examples, { ...plan, stride }))]

  test('ends the trajectory after the state with that loss', () => {
    const finite = states(1).map(({ loss }) => Number.isFinite(loss))
    expect(finite.length).toBeLessThan(100)
    expect(finite).toEqual(finite.map((_, i) => i < finite.length - 1))
  })

  test.each([2, 3, 7, 50])('ends the trajectory at the same step with stride %i', stride => {
    expect(states(stride).at(-1)?.step).toBe(states(1).at(-1)?.step)
  })

  test('resumed from that state, the trajectory has no further state', () => {
    const end = states(1).at(-1)
    if (end === undefined) throw new Error('no state')
    expect(pipe(trajectory(linear, examples, { ...plan, from: end }), train(5)).step).toBe(end.step)
  })
})

/** k batches of m examples give the same step as one batch of k m, up to rounding: with every optimizer and with schedules. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  accumulate,
  adam,
  adamw,
  clipByGlobalNorm,
  forParameters,
  learner,
  meanSquaredError,
  momentum,
  nesterov,
  type Optimizer,
  precededBy,
  rmsprop,
  Schedules,
  sgd,
  showDescription,
  initialState as begin,
  train,
  trajectory
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { expectAllNear } from '../../near.js'
import { examples, network, sameState } from '../xor.js'

const optimizers: Readonly<Record<string, Optimizer>> = {
  sgd: sgd(0.1),
  momentum: momentum(0.1),
  nesterov: nesterov(0.1),
  rmsprop: rmsprop(0.01),
  adam: adam(0.01),
  adamw: adamw(0.01),
  'adam with a schedule': adam(Schedules.stepDecay(0.1, 0.5, 2)),
  'sgd, clipped': pipe(sgd(0.1), precededBy(clipByGlobalNorm(0.01)))
}

const start = (optimizer: Optimizer, steps: number) =>
  begin(learner(network, meanSquaredError(), accumulate(steps)(optimizer)), 1)

const run = (optimizer: Optimizer, batchSize: number, steps: number) =>
  pipe(
    trajectory(learner(network, meanSquaredError(), optimizer), examples, {
      batchSize,
      shuffle: false,
      stride: 1,
      from: 1
    }),
    train(steps)
  )

describe.each(Object.entries(optimizers))('%s', (_, optimizer) => {
  test.each([
    [1, 5],
    [1, 10],
    [2, 5],
    [5, 2]
  ])('batches of %i, %i batches per step', (batchSize, steps) => {
    for (const taken of [1, 2, 5]) {
      const small = run(accumulate(steps)(optimizer), batchSize, taken * steps)
      const large = run(optimizer, batchSize * steps, taken)
      expectAllNear(small.params, large.params)
      // The optimizer's memory follows the gathered gradient and its count, which are zero after a step.
      expectAllNear(small.memory.slice(5), large.memory)
      expectAllNear(small.memory.slice(0, 5), start(optimizer, steps).memory.slice(0, 5), 0)
    }
  })

  test('parameters do not change between two steps', () => {
    const after = (steps: number) => run(accumulate(3)(optimizer), 1, steps)
    expectAllNear(after(5).params, after(3).params, 0)
    expectAllNear(after(5).memory.slice(5), after(3).memory.slice(5), 0)
  })
})

test('training can be interrupted and resumed between two steps', () => {
  const student = learner(network, meanSquaredError(), accumulate(3)(adam(0.01)))
  const states = trajectory(student, examples, { batchSize: 2, stride: 1, from: 1 })
  expect(sameState(train(6)(states.from(train(4)(states))), train(10)(states))).toBe(true)
})

test('names of the memory', () => {
  const { direction } = accumulate(2)(adam(0.01))
  expect(direction.memory([{ name: '0.weight', shape: [3, 2] }]).map(({ name }) => name)).toEqual([
    '0.weight.gathered',
    'gatheredSteps',
    '0.weight.mean',
    '0.weight.meanSquare',
    'meanOfOnes',
    'meanSquareOfOnes'
  ])
})

test('the description of its direction includes accumulate', () => {
  const { direction } = accumulate(2)(momentum(1, 0.5))
  expect(showDescription(forParameters(/bias$/, direction).description)).toBe(
    'forParameters(accumulate(momentum(0.5), 2), /bias$/)'
  )
})

test('refuses a fractional number of steps', () => {
  expect(() => accumulate(0.5)).toThrow(new RangeError('accumulate: steps must be a positive integer, found 0.5'))
})

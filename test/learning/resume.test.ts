/** Training n steps and then m equals n + m, bit for bit: with any stride, shuffled or not, also in the middle of an epoch. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { adam, learner, meanSquaredError, type Plan, sgd, initialState, train, trajectory } from 'pullback'
import { expect, test } from 'vitest'
import { examples, network, sameState } from './xor.js'

const optimizers = { sgd: sgd(0.1), adam: adam(0.01) }
const few = fc.integer({ min: 1, max: 7 })

const jobs = fc.record({
  optimizer: fc.constantFrom('sgd' as const, 'adam' as const),
  batchSize: fc.integer({ min: 1, max: 11 }),
  shuffle: fc.boolean(),
  seed: fc.integer()
})
type Job = typeof jobs extends fc.Arbitrary<infer J> ? J : never
type From = Plan<Parameters<typeof network.forward>[0]>['from']

const run = ({ optimizer, batchSize, shuffle, seed }: Job, stride: number, strides: number, from: From = seed) =>
  pipe(
    trajectory(learner(network, meanSquaredError(), optimizers[optimizer]), examples, {
      batchSize,
      shuffle,
      stride,
      from
    }),
    train(strides)
  )

test('n steps and then m equal n + m', () => {
  fc.assert(
    fc.property(jobs, few, few, few, (job, stride, n, m) =>
      sameState(run(job, stride, n + m), run(job, stride, m, run(job, stride, n)))
    )
  )
})

test('results do not depend on the stride', () => {
  fc.assert(fc.property(jobs, few, few, (job, a, b) => sameState(run(job, a, b), run(job, b, a))))
})

test('the same seed gives the same bits', () => {
  fc.assert(fc.property(jobs, few, (job, n) => sameState(run(job, 1, n), run(job, 1, n))))
})

test('another seed gives other bits', () => {
  fc.assert(fc.property(jobs, few, (job, n) => !sameState(run(job, 1, n), run({ ...job, seed: job.seed ^ 1 }, 1, n))))
})

test('training can start from the initial state as from any other', () => {
  fc.assert(
    fc.property(jobs, few, (job, n) => {
      const student = learner(network, meanSquaredError(), optimizers[job.optimizer])
      return sameState(run(job, 1, n), run(job, 1, n, initialState(student, job.seed)))
    })
  )
})

test('the test detects a resumption that loses part of the state', () => {
  const job: Job = { optimizer: 'adam', batchSize: 3, shuffle: true, seed: 1 }
  const [half, whole] = [run(job, 1, 2), run(job, 1, 3)]
  expect(sameState(whole, run(job, 1, 1, half))).toBe(true)
  expect(sameState(whole, run(job, 1, 1, { ...half, step: 0 }))).toBe(false)
  expect(sameState(whole, run(job, 1, 1, { ...half, loss: 0 }))).toBe(false)
  expect(
    sameState(
      whole,
      run(job, 1, 1, { ...half, memory: initialState(learner(network, meanSquaredError(), adam(0.01)), 1).memory })
    )
  ).toBe(false)
  expect(sameState(whole, run({ ...job, seed: 2 }, 1, 1, { ...half, seed: [1, 2, 3, 4] }))).toBe(false)
})

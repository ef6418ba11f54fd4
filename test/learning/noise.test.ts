/** The noise and the learning rate of a step, compared with steps computed by hand. */
import { pipe } from 'fp-ts/lib/function.js'
import { none, some } from 'fp-ts/lib/Option.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  Algebra,
  andThen,
  asBatch,
  dataset,
  dense,
  dropout,
  learner,
  meanSquaredError,
  type Params,
  Randoms,
  sgd,
  initialState,
  take,
  tensor,
  train,
  trajectory,
  Values,
  drawNoise,
  trainingForm
} from 'pullback'
import { expect, test } from 'vitest'

const network = pipe(dense(2, 4), andThen(dropout(0.5)), andThen(dense(4, 1)))
const loss = meanSquaredError<readonly [1]>()
const student = learner(network, meanSquaredError(), sgd(0.1))
const inputs = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1]
])
const targets = tensor([[0], [1], [1], [0]])
const begin = initialState(student, 5)

/** Parameters after a step with this noise at this learning rate. */
const stepped = (noise: Params, rate: number): Params => {
  const learning = noise.length === 0 ? network : trainingForm(network, noise)
  const [output, cache] = learning.forward(begin.params, asBatch(inputs))
  const [gradient] = learning.backward(begin.params, cache, loss.gradient(output, asBatch(targets)))
  return Values.zipValues((p, g) => Algebra.subtract(p, Algebra.scale(rate, g)))<Params>(begin.params, gradient)
}

const noise = evaluate(Randoms.branch(0)(begin.seed))(drawNoise(network, [2], 4))

test('a step drops the inputs that its noise masks', () => {
  const next = student.step(begin, [asBatch(inputs), asBatch(targets)])
  expect(Values.sameValue(next.params, stepped(noise, 0.1))).toBe(true)
  expect(Values.sameValue(next.params, stepped([], 0.1))).toBe(false)
  const trained = pipe(
    trajectory(student, dataset(inputs, targets), { from: begin, batchSize: 4, shuffle: false }),
    train(1)
  )
  expect(Values.sameValue(trained.params, next.params)).toBe(true)
})

test('the length of a step is the learning rate times `rateFactor`', () => {
  const next = student.step({ ...begin, rateFactor: 0.25 }, [asBatch(inputs), asBatch(targets)])
  expect(Values.sameValue(next.params, stepped(noise, 0.25 * 0.1))).toBe(true)
})

test('a network without noise draws none, and its training form is made once', () => {
  const made: Params[] = []
  const plain = dense(2, 1)
  const training: typeof plain.training = some({
    noiseCount: 0,
    noise: () => {
      throw new Error('There is none')
    },
    forward: noise => {
      made.push(noise)
      return plain.forward
    },
    calibrate: none
  })
  const learning = learner({ ...plain, training }, meanSquaredError(), sgd(0.1))
  expect(learning.step(initialState(learning, 1), [asBatch(inputs), asBatch(targets)]).step).toBe(1)
  for (const state of pipe(trajectory(learning, dataset(inputs, targets), { from: 1, batchSize: 2 }), take(3)))
    expect(state.step).toBe(2 * state.epoch)
  expect(made).toEqual([[]])
})

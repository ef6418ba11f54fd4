/** What a step is made of: the noise of its number, the rate times its factor. Both by hand. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  Algebra,
  andThen,
  batch,
  dataset,
  dense,
  dropout,
  learner,
  meanSquaredError,
  type Params,
  Random,
  sgd,
  start,
  tensor,
  train,
  trajectory,
  Value
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
const begin = start(student, 5)

/** The parameters after a step with that noise, at that rate. */
const stepped = (noise: Params, rate: number): Params => {
  const learning = network.training.layer(noise)
  const [output, cache] = learning.forward(begin.params, batch(inputs))
  const [gradient] = learning.backward(begin.params, cache, loss.gradient(output, batch(targets)))
  return Value.zipValues((p, g) => Algebra.subtract(p, Algebra.scale(rate, g)))<Params>(begin.params, gradient)
}

const noise = evaluate(Random.branch(0)(begin.seed))(network.training.noise([2], 4))

test('a step leaves out what the noise of its number says', () => {
  const next = student.backward(begin, [batch(inputs), batch(targets)])
  expect(Value.sameValue(next.params, stepped(noise, 0.1))).toBe(true)
  expect(Value.sameValue(next.params, stepped([], 0.1))).toBe(false)
  const trained = pipe(
    trajectory(student, dataset(inputs, targets), { from: begin, batchSize: 4, shuffle: false }),
    train(1)
  )
  expect(Value.sameValue(trained.params, next.params)).toBe(true)
})

test('a step goes as far as the rate times its factor says', () => {
  const next = student.backward({ ...begin, rateFactor: 0.25 }, [batch(inputs), batch(targets)])
  expect(Value.sameValue(next.params, stepped(noise, 0.25 * 0.1))).toBe(true)
})

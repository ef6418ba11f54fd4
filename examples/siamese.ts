/** Are two drawings by the same hand? A siamese network: one encoder with shared weights reads both inputs of a pair. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate, of } from 'fp-ts/lib/State.js'
import { accuracy, activation, adam, Algebra, andThen, type Batched, binaryCrossEntropyWithLogits } from 'pullback'
import { dense, describe, evaluateOn, fromArray, holdOut, javascript, layer, learner, Randoms, relu } from 'pullback'
import { share, toArray, train, trajectory, tupleDataset, withFixedShapes } from 'pullback'

/** A hand draws a wave of its own frequency and height; every drawing has its own phase. */
const [hands, points, pairs] = [8, 24, 600]
const drawn = toArray(evaluate(Randoms.seed(1))(Randoms.uniform()([pairs, 4])))
const noise = toArray(evaluate(Randoms.seed(2))(Randoms.normal(0, 0.1)([2, pairs, points])))
const drawing = (hand: number, phase: number, from: number) =>
  Array.from({ length: points }, (_, t) => Math.sin(((hand + 2) * t) / 8 + 6 * phase) + (noise[from + t] ?? 0))
const all = Array.from({ length: pairs }, (_, i) => {
  const [a = 0, b = 0, phase = 0, other = 0] = drawn.slice(4 * i, 4 * i + 4)
  const hand = Math.floor(a * hands)
  // Half of the pairs are by one hand.
  const second = i % 2 === 0 ? hand : (hand + 1 + Math.floor(b * (hands - 1))) % hands
  return {
    one: drawing(hand, phase, i * points),
    two: drawing(second, other, (pairs + i) * points),
    isSame: Number(hand === second)
  }
})
const rows = (of: (pair: (typeof all)[number]) => readonly number[]) => fromArray([pairs, points], all.flatMap(of))
const data = tupleDataset(
  [rows(({ one }) => one), rows(({ two }) => two)],
  fromArray(
    [pairs, 1],
    all.map(({ isSame }) => isSame)
  )
)
const [training, validation] = evaluate(Randoms.seed(3))(holdOut(0.25)(data))

/** The difference of the two codes of a pair: y = x − u. */
type Codes = Batched<readonly [16]>
const description = describe('difference')
const difference = layer<readonly [], readonly [Codes, Codes], Codes, undefined>({
  description,
  ...withFixedShapes(description, [[16], [16]], [16]),
  init: of([]),
  forward: (_, [x, u]) => [Algebra.subtract(x, u), undefined],
  backward: (_, __, dy) => [[], [dy, Algebra.negate(dy)]]
})
const squared = activation(Algebra.square, x => Algebra.scale(2, x), 'squared')

const encoder = pipe(dense(points, 32), andThen(relu()), andThen(dense(32, 16)))
const network = pipe(share(encoder), andThen(difference), andThen(squared()), andThen(dense(16, 1)))
const student = learner(network, binaryCrossEntropyWithLogits(), adam(0.005))
const trained = pipe(trajectory(student, training, { engine: javascript, from: 1 }), train(60))
const validate = evaluateOn(student, validation, { accuracy: (y, t) => accuracy(y, t, 0) })
console.log(`right about ${(100 * validate(trained).accuracy).toFixed(1)} % of new pairs`) // → right about 91.3 % of new pairs

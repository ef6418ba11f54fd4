/** One network with two heads and two losses: the distance of a point from the centre, and its quadrant. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { accuracy, adam, andThen, asBatch, dense, evaluateOn, fork, fromArray, javascript, l2, learner } from 'pullback'
import { meanSquaredError, oneHot, Randoms, rootMeanSquaredError, softmaxCrossEntropy, sumOf, tanh } from 'pullback'
import { toArray, train, trajectory, weighted } from 'pullback'

/** Points of a normal distribution. The target is a pair: the distance, and the quadrant as a one-hot row. */
const points = (size: number, seed: number) => {
  const inputs = asBatch(evaluate(Randoms.seed(seed))(Randoms.normal()([size, 2])))
  const numbers = toArray(inputs)
  const pairs = Array.from({ length: size }, (_, i) => [numbers[2 * i] ?? 0, numbers[2 * i + 1] ?? 0] as const)
  const distances = fromArray<readonly [number, 1]>(
    [size, 1],
    pairs.map(([x, y]) => Math.hypot(x, y))
  )
  const quadrants = oneHot(4)(pairs.map(([x, y]) => Number(x < 0) + 2 * Number(y < 0)))
  return { size, inputs, targets: [distances, quadrants] as const }
}

const network = pipe(dense(2, 32), andThen(tanh()), andThen(fork(dense(32, 1), dense(32, 4))))

/** The first loss is for the first head. The weight balances the losses, and l2 keeps the weights small. */
const student = learner(
  network,
  l2(1e-4, sumOf(meanSquaredError(), weighted(0.5, softmaxCrossEntropy())), /weight$/),
  adam(0.01)
)
const state = pipe(trajectory(student, points(400, 1), { engine: javascript, from: 1 }), train(60))

const scores = evaluateOn(student, points(200, 2), {
  error: ([distances], [known]) => rootMeanSquaredError(distances, known),
  accuracy: ([, quadrants], [, known]) => accuracy(quadrants, known)
})(state)
console.log(`distance: root mean squared error ${scores.error.toFixed(3)}`)
// → distance: root mean squared error 0.116
console.log(`quadrant: accuracy ${scores.accuracy.toFixed(3)}`)
// → quadrant: accuracy 0.995

/** Multi-label classification: a point lies in any number of three overlapping discs. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { accuracy, adam, andThen, areaUnderCurve, binaryCrossEntropyWithLogits, dataset, dense } from 'pullback'
import { evaluateOn, exactMatch, fromArray, javascript, learner, multiLabelAccuracy, multiLabelF1 } from 'pullback'
import { predict, Randoms, relu, scoresPerLabel, toArray, train, trajectory } from 'pullback'

const centres = [
  [0, 0.4],
  [-0.35, -0.2],
  [0.35, -0.2]
] as const

const points = (size: number, seed: number) => {
  const inputs = evaluate(Randoms.seed(seed))(Randoms.uniform(-1, 1)([size, 2]))
  const numbers = toArray(inputs)
  const labels = Array.from({ length: size }, (_, i) =>
    centres.map(([x, y]) => Number(Math.hypot((numbers[2 * i] ?? 0) - x, (numbers[2 * i + 1] ?? 0) - y) < 0.6))
  )
  return dataset(inputs, fromArray<readonly [number, 3]>([size, 3], labels.flat()))
}

/** One logit per label: the labels do not exclude each other, so there is no softmax. */
const network = pipe(dense(2, 32), andThen(relu()), andThen(dense(32, 32)), andThen(relu()), andThen(dense(32, 3)))
const student = learner(network, binaryCrossEntropyWithLogits(), adam(0.01))
const state = pipe(trajectory(student, points(1000, 1), { engine: javascript, from: 1 }), train(30))

/** The threshold of logits is 0. */
const held = points(500, 2)
const scores = evaluateOn(student, held, {
  labels: (y, t) => multiLabelAccuracy(y, t, 0),
  f1: (y, t) => multiLabelF1(y, t, 0),
  exact: (y, t) => exactMatch(y, t, 0),
  area: areaUnderCurve
})(state)
console.log(
  `labels right ${scores.labels.toFixed(3)}, F1 ${scores.f1.toFixed(3)}, exact match ${scores.exact.toFixed(3)}`
)
// → labels right 0.982, F1 0.968, exact match 0.946
console.log(`area under the curve ${scores.area.toFixed(3)}`)
// → area under the curve 0.999

const predictions = predict(network, state.params, javascript)(held.inputs)
for (const { precision, recall, support } of scoresPerLabel(predictions, held.targets, 0))
  console.log(`label with ${support} examples: precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}`)
// → label with 134 examples: precision 0.95, recall 0.97
// → label with 146 examples: precision 0.99, recall 0.94
// → label with 140 examples: precision 1.00, recall 0.96

/** `accuracy` measures one class per row, so it refuses these targets. */
try {
  accuracy(predictions, held.targets)
} catch (error) {
  console.log(error instanceof RangeError ? error.message.replace(/row .*:/, '…:') : error)
  // → accuracy needs one class per row, but …: use multiLabelAccuracy, multiLabelF1 or exactMatch for several labels
}

/** Gradients of other losses than that of the value, of prediction y and target t, each up to a factor. */
import { type Hypothesis, timed } from './Hypothesis.js'
import { type Row, at, dot } from './Row.js'
import { type Scene, rowOf } from './Scene.js'

const losses: readonly (readonly [name: string, gradient: (y: number, t: number) => number])[] = [
  ['the squared error, or the cross-entropy of logits after a softmax, y − t', (y, t) => 2 * (y - t)],
  ['the absolute error, the sign of y − t', (y, t) => Math.sign(y - t)],
  ['the Huber loss, y − t cut off at 1', (y, t) => Math.max(-1, Math.min(1, y - t))],
  ['log cosh, tanh (y − t)', (y, t) => Math.tanh(y - t)],
  ['cross-entropy of probabilities, −t / y', (y, t) => -t / y],
  ['binary cross-entropy of probabilities, (y − t) / (y (1 − y))', (y, t) => (y - t) / (y * (1 - y))],
  ['binary cross-entropy of logits, σ(y) − t', (y, t) => 1 / (1 + Math.exp(-y)) - t],
  ['the reversed divergence KL(y ‖ t), log (y / t) + 1', (y, t) => Math.log(y / t) + 1],
  ['the reversed divergence KL(y ‖ t), log (y / t)', (y, t) => Math.log(y / t)],
  ['the hinge loss, −t where t y < 1', (y, t) => (t * y < 1 ? -t : 0)],
  ['the squared hinge loss, −t (1 − t y) where t y < 1', (y, t) => -2 * t * Math.max(0, 1 - t * y)],
  ['the product, −t', (_, t) => -t]
]

/** The gradients with another one of the prediction, which follows the only target. */
const ofPrediction =
  (gradient: (y: Row, t: Row, right: Row, width: number) => Row): Hypothesis['rows'] =>
  ({ tape: { inputs }, right }: Scene) => {
    const [target, prediction, ...others] = inputs
    if (target === undefined || prediction === undefined || others.length > 0) return undefined
    const { shape } = prediction.value
    const own = gradient(rowOf(prediction.value), rowOf(target.value), right[1] ?? [], shape.at(-1) ?? 1)
    return [right[0] ?? [], own]
  }

/** The right gradient times the Jacobian of a softmax. */
const softmaxAgain: Hypothesis = {
  text: () => 'the Jacobian of softmax is applied again, twice in all',
  isExact: true,
  rows: ofPrediction((y, _, right, width) => {
    if (width < 2) return right
    const rowOf = (all: Row, i: number): Row => all.slice(i - (i % width), i - (i % width) + width)
    const shares = y.map((x, i) => 1 / rowOf(y, i).reduce((sum, other) => sum + Math.exp(other - x), 0))
    return right.map((g, i) => at(shares, i) * (g - dot(rowOf(shares, i), rowOf(right, i))))
  })
}

export const otherLosses: readonly Hypothesis[] = [
  softmaxAgain,
  ...losses.map(([name, gradient]): Hypothesis => ({
    text: timed(`the gradient is that of another loss: ${name}`),
    rows: ofPrediction((y, t) =>
      t.length === y.length ? y.map((x, i) => gradient(x, at(t, i)) / y.length) : y.map(() => NaN)
    ),
    from: ({ right }) => right.map(row => row.map(() => 0)),
    isPlain: true
  }))
]

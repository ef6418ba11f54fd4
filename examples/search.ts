/** Finds a learning rate: a range test shows where training diverges, and a seeded search compares rates with 5-fold validation. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { accuracy, adam, andThen, classesOf, Datasets, dense, evaluateOn, javascript, kFold, learner } from 'pullback'
import { oneHot, Randoms, relu, Schedules, softmaxCrossEntropy, take, toArray, train, trajectory } from 'pullback'

const moons = evaluate(Randoms.seed(1))(Datasets.moons(300, 0.25))
const classes = classesOf(moons.targets)
const data = { ...moons, targets: oneHot(2)(classes) }
const network = pipe(dense(2, 16), andThen(relu()), andThen(dense(16, 2)))
const loss = softmaxCrossEntropy<readonly [2]>()

// The range test: the rate grows by a fifth in every step. The loss is smoothed, and the lowest point is near divergence.
const rising = Schedules.exponential(1e-4, 1.2)
const test = trajectory(learner(network, loss, adam(rising)), data, { engine: javascript, stride: 1, from: 1 })
const steps = [...pipe(test, take(60))].map(({ stepLoss }) => stepLoss)
const smooth = steps.map((_, i) => steps.slice(Math.max(0, i - 4), i + 1).reduce((a, b) => a + b) / Math.min(i + 1, 5))
const highest = rising.at(smooth.indexOf(Math.min(...smooth)))
console.log(`highest rate to try: ${highest.toPrecision(2)}`) // → highest rate to try: 0.15

// Six rates, uniform in the logarithm, between a hundredth of the highest rate and the highest.
const rates = toArray(evaluate(Randoms.seed(2))(Randoms.uniform(-2, 0)([6]))).map(u => highest * 10 ** u)
const folds = evaluate(Randoms.seed(3))(kFold(5, classes)(data))
const scores = rates.map(rate => {
  const student = learner(network, loss, adam(rate))
  const each = folds.map(([training, validation]) => {
    const trained = pipe(trajectory(student, training, { engine: javascript, from: 1 }), train(12))
    return evaluateOn(student, validation, { accuracy })(trained).accuracy
  })
  return { rate, mean: each.reduce((sum, score) => sum + score, 0) / each.length }
})
const [best, ...others] = scores.toSorted((one, other) => other.mean - one.mean)
const show = ({ rate, mean }: (typeof scores)[number]) => `rate ${rate.toPrecision(2)}: accuracy ${mean.toFixed(3)}`
if (best !== undefined) console.log(`best of 6,  ${show(best)}`) // → best of 6,  rate 0.10: accuracy 0.933
console.log(`worst of 6, ${others.slice(-1).map(show).join('')}`) // → worst of 6, rate 0.0020: accuracy 0.770

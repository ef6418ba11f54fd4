/** Regression on a table with early stopping, and the curve of training and validation: curve.svg. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { adam, andThen, dataset, dense, earlyStopping, evaluateOn, fromArray, history, holdOut } from 'pullback'
import { javascript, l2, learner, meanSquaredError, metricOf, normalise, Randoms, relu, rSquared } from 'pullback'
import { standardise, toArray, train, trajectory } from 'pullback'
import { writeFileSync } from 'node:fs'

/** Friedman's first problem: five of ten columns matter, and the noise has a deviation of 1. */
const columns = evaluate(Randoms.seed(1))(Randoms.uniform()([400, 10]))
const noise = toArray(evaluate(Randoms.seed(2))(Randoms.normal()([400])))
const targets = noise.map((e, i) => {
  const [a = 0, b = 0, c = 0, d = 0, f = 0] = toArray(columns).slice(10 * i)
  return 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * f + e
})
const table = dataset(columns, fromArray<readonly [number, 1]>([400, 1], targets))
const [training, held] = pipe(holdOut(0.25)(table), evaluate(Randoms.seed(3)))
const scaled = normalise(standardise(training.inputs))
const centred = normalise(standardise(training.targets))
const prepared = (of: typeof training) => ({ ...of, inputs: scaled(of.inputs), targets: centred(of.targets) })

const network = pipe(dense(10, 32), andThen(relu()), andThen(dense(32, 1)))
const student = learner(network, l2(0.01, meanSquaredError(), /weight$/), adam(0.01))
const validate = evaluateOn(student, prepared(held), { rSquared, error: metricOf(meanSquaredError()) })

const { best, history: rows } = pipe(
  trajectory(student, prepared(training), { engine: javascript, from: 1 }),
  history(state => ({ training: state.loss, validation: validate(state).loss })),
  earlyStopping(state => validate(state).error, { patience: 20 }),
  train(300)
)
console.log(`stopped after ${rows.length} epochs, best epoch ${best.epoch}`)
// → stopped after 114 epochs, best epoch 94
console.log(`R² on held-out rows: ${validate(best).rSquared.toFixed(3)}`)
// → R² on held-out rows: 0.900

const line = (losses: readonly number[], colour: string): string =>
  `<polyline fill="none" stroke="${colour}" points="${losses.map((y, x) => `${x},${(100 - 100 * Math.min(y, 1)).toFixed(1)}`).join(' ')}"/>`
const lines =
  line(
    rows.map(({ training }) => training),
    'silver'
  ) +
  line(
    rows.map(({ validation }) => validation),
    'crimson'
  )
writeFileSync('curve.svg', `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${rows.length} 100">${lines}</svg>\n`)

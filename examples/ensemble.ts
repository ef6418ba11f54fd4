/** An ensemble of five networks: the error of their mean is below the mean of their errors, and their spread shows where data lack. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  adam,
  andThen,
  Datasets,
  dense,
  fromArray,
  holdOut,
  javascript,
  learner,
  meanSquaredError,
  predict
} from 'pullback'
import { Randoms, tanh, toArray, train, trajectory } from 'pullback'

// Noisy values of the sine between −π and π. Each network sees a random half of them.
const data = evaluate(Randoms.seed(1))(Datasets.sine(80, 0.3))
const network = pipe(dense(1, 32), andThen(tanh()), andThen(dense(32, 1)))
const student = learner(network, meanSquaredError(), adam(0.02))
const members = [1, 2, 3, 4, 5].map(seed => {
  const [half] = evaluate(Randoms.seed(seed))(holdOut(0.5)(data))
  const { params } = pipe(trajectory(student, half, { engine: javascript, from: seed }), train(300))
  const at = predict(network, params, javascript)
  return (x: readonly number[]) => toArray(at(fromArray([x.length, 1], x)))
})

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
const deviation = (numbers: readonly number[]): number => Math.sqrt(mean(numbers.map(x => (x - mean(numbers)) ** 2)))
const column = (rows: readonly (readonly number[])[], i: number): readonly number[] => rows.map(row => row[i] ?? NaN)

const grid = Array.from({ length: 61 }, (_, i) => (i - 30) / 10)
const each = members.map(member => member(grid))
const error = (y: readonly number[]) => Math.sqrt(mean(y.map((value, i) => (value - Math.sin(grid[i] ?? NaN)) ** 2)))
const together = error(grid.map((_, i) => mean(column(each, i))))
console.log(`error alone:    ${each.map(y => error(y).toFixed(3)).join(', ')}`) // → error alone:    0.149, 0.104, 0.154, 0.196, 0.107
console.log(`error together: ${together.toFixed(3)}`) // → error together: 0.119

const spread = members.map(member => member([1, 5]))
console.log(`disagreement at 1: ${deviation(column(spread, 0)).toFixed(2)}`) // → disagreement at 1: 0.08
console.log(`disagreement at 5: ${deviation(column(spread, 1)).toFixed(2)}`) // → disagreement at 5: 0.19

/** Forecasts four years of a seasonal series with an LSTM, and draws the series and the forecast: forecast.svg. */
import { evaluate } from 'fp-ts/lib/State.js'
import { pipe } from 'fp-ts/lib/function.js'
import { writeFileSync } from 'node:fs'
import {
  adam,
  andThen,
  dataset,
  dense,
  fromArray,
  javascript,
  lastPosition,
  learner,
  lstm,
  meanSquaredError,
  predict,
  Randoms,
  Schedules,
  toArray,
  train,
  trajectory
} from 'pullback'

const [months, known, span] = [240, 192, 24]
const noise = toArray(evaluate(Randoms.seed(1))(Randoms.normal()([months])))
const series = noise.map((x, t) => Math.sin(t * (Math.PI / 6)) + 0.3 * Math.cos(t * (Math.PI / 3)) + 0.1 * x)

/** A window of the series for every month that follows one: [windows, span, 1]. */
const starts = Array.from({ length: known - span }, (_, start) => start)
const windows = starts.flatMap(start => series.slice(start, start + span))
const examples = dataset(
  fromArray([starts.length, span, 1], windows),
  fromArray([starts.length, 1], series.slice(span, known))
)

const network = pipe(lstm<number, 1, 16>(1, 16), andThen(lastPosition()), andThen(dense(16, 1)))
const student = learner(network, meanSquaredError(), adam(Schedules.cosine(0.01, 300)))
const { params } = pipe(trajectory(student, examples, { engine: javascript, from: 1 }), train(50))

/** Every prediction becomes an input of the next one. */
const next = predict(network, params, javascript)
const forecast: number[] = []
for (let t = known; t < months; t++) {
  const window = [...series.slice(0, known), ...forecast].slice(-span)
  forecast.push(...toArray(next(fromArray([1, span, 1], window))))
}

const errorOf = (guess: (i: number) => number): number =>
  Math.sqrt(forecast.reduce((sum, _, i) => sum + (guess(i) - (series[known + i] ?? 0)) ** 2, 0) / forecast.length)
console.log(`root mean squared error of the forecast: ${errorOf(i => forecast[i] ?? 0).toFixed(3)}`)
console.log(`of the same month of the last known year: ${errorOf(i => series[known - 12 + (i % 12)] ?? 0).toFixed(3)}`)

const line = (from: number, values: readonly number[], colour: string): string =>
  `<polyline fill="none" stroke="${colour}" points="${values.map((y, i) => `${4 * (from + i)},${100 - 50 * y}`).join(' ')}"/>`
const lines = line(0, series, 'silver') + line(known, forecast, 'crimson')
writeFileSync('forecast.svg', `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 200">${lines}</svg>\n`)

/** Forecasts a seasonal series from windows of 36 months, with causal convolutions whose dilation doubles. */
import { evaluate } from 'fp-ts/lib/State.js'
import { pipe } from 'fp-ts/lib/function.js'
import { adam, andThen, convolution1d, dataset, dense, flatten, fromArray, learner, maxPool1d } from 'pullback'
import { meanSquaredError, predict, Randoms, relu, Schedules, toArray, train, trajectory, wasmEngine } from 'pullback'

const span = 36
const [months, known] = [300, 240]
const noise = toArray(evaluate(Randoms.seed(1))(Randoms.normal(0, 0.1)([months])))
const series = noise.map((x, t) => x + Math.sin((Math.PI / 6) * t) + 0.3 * Math.cos((Math.PI / 3) * t) + t / 100)

/** The windows before the months `from` to `to` − 1, as series of one channel, and the months that follow them. */
const windows = (from: number, to: number) => {
  const starts = Array.from({ length: to - from }, (_, i) => from + i - span)
  return dataset(
    fromArray(
      [starts.length, 1, span],
      starts.flatMap(start => series.slice(start, start + span))
    ),
    fromArray([starts.length, 1], series.slice(from, to))
  )
}
const [past, future] = [windows(span, known), windows(known, months)]

const network = pipe(
  convolution1d([1, span], 3, 12, { padding: 'causal' }),
  andThen(relu()),
  andThen(convolution1d([12, span], 3, 12, { padding: 'causal', dilation: 2 })),
  andThen(relu()),
  andThen(convolution1d([12, span], 3, 12, { padding: 'causal', dilation: 4 })),
  andThen(relu()),
  andThen(maxPool1d(3)),
  andThen(flatten()),
  andThen(dense(144, 1))
)

const student = learner(network, meanSquaredError(), adam(Schedules.cosine(0.005, 560)))
const { params } = pipe(trajectory(student, past, { engine: wasmEngine(), batchSize: 32, from: 1 }), train(80))

const truth = toArray(future.targets)
const errorOf = (forecast: readonly number[]): string =>
  Math.sqrt(forecast.reduce((sum, x, i) => sum + (x - (truth[i] ?? NaN)) ** 2, 0) / truth.length).toFixed(3)
console.log(`root mean squared error: ${errorOf(toArray(predict(network, params)(future.inputs)))}`)
// → root mean squared error: 0.112
console.log(`of the same month a year before: ${errorOf(series.slice(known - 12, months - 12))}`)
// → of the same month a year before: 0.152

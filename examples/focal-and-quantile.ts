/** Focal loss for rare classes and quantile loss for intervals, both with their laws. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { adam, andThen, areaUnderCurve, asBatch, dataset, dense, focal, fork, fromArray, javascript } from 'pullback'
import { learner, predict, quantile, Randoms, sumOf, tanh, toArray, train, trajectory } from 'pullback'
import { lossLaws, verify } from 'pullback/laws'

const laws = [
  ...lossLaws(focal({ gamma: 2, alpha: 0.75 }), { target: 'bits' }),
  ...lossLaws(quantile(0.9), { convex: true, zeroAtTarget: true }),
  ...lossLaws(sumOf(quantile(0.05), quantile(0.95)), { shapes: [[[1], [2]]], convex: true })
]
console.log(`laws: ${verify(laws).holds ? 'hold' : 'fail'}`)
// → laws: hold

/** Rare class: 3 % of the points, those in a small disc. */
const points = evaluate(Randoms.seed(1))(Randoms.uniform(-1, 1)([2000, 2]))
const numbers = toArray(points)
const isRare = (i: number): number =>
  Number(Math.hypot((numbers[2 * i] ?? 0) - 0.4, (numbers[2 * i + 1] ?? 0) - 0.4) < 0.2)
const rare = dataset(
  points,
  fromArray<readonly [number, 1]>(
    [2000, 1],
    Array.from({ length: 2000 }, (_, i) => isRare(i))
  )
)
const detector = pipe(dense(2, 16), andThen(tanh()), andThen(dense(16, 1)))
const detecting = learner(detector, focal({ gamma: 2, alpha: 0.75 }), adam(0.02))
const found = pipe(trajectory(detecting, rare, { engine: javascript, from: 1 }), train(20))
const area = areaUnderCurve(predict(detector, found.params, javascript)(rare.inputs), rare.targets)
console.log(`focal loss: area under the curve ${area.toFixed(3)}`)
// → focal loss: area under the curve 0.951

/** Intervals: two heads with the quantiles 0.05 and 0.95 of a noise that grows with x. */
const xs = evaluate(Randoms.seed(2))(Randoms.uniform()([1000, 1]))
const noise = toArray(evaluate(Randoms.seed(3))(Randoms.normal()([1000])))
const ys = asBatch(
  fromArray<readonly [number, 1]>(
    [1000, 1],
    toArray(xs).map((x, i) => Math.sin(6 * x) + x * (noise[i] ?? 0))
  )
)
const interval = pipe(dense(1, 16), andThen(tanh()), andThen(fork(dense(16, 1), dense(16, 1))))
const bounding = learner(interval, sumOf(quantile(0.05), quantile(0.95)), adam(0.02))
const series = { size: 1000, inputs: asBatch(xs), targets: [ys, ys] as const }
const bounds = pipe(trajectory(bounding, series, { engine: javascript, from: 1 }), train(60))
const [low, high] = predict(interval, bounds.params, javascript)(series.inputs).map(toArray)
const inside = toArray(ys).filter((y, i) => y > (low?.[i] ?? 0) && y < (high?.[i] ?? 0)).length
console.log(`quantile loss: ${(inside / 10).toFixed(1)} % of the targets between the bounds for 90 %`)
// → quantile loss: 86.8 % of the targets between the bounds for 90 %

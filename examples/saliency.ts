/** Which pixels does a network look at, and how small a change of the picture misleads it? Both read the input gradient. */
import { evaluate } from 'fp-ts/lib/State.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  Algebra,
  andThen,
  asBatch,
  convolution,
  dataset,
  dense,
  flatten,
  fromArray,
  learner,
  maxPool
} from 'pullback'
import { oneHot, predict, Randoms, relu, softmaxCrossEntropy, toArray, train, trajectory, wasmEngine } from 'pullback'

const side = 8
const size = 200
const noise = toArray(evaluate(Randoms.seed(1))(Randoms.normal(0, 0.3)([size, side, side])))
const labels = Array.from({ length: size }, (_, n) => n % 2)
/** A vertical bar in column 2, or a horizontal bar in row 5, in noise. */
const pixels = noise.map((x, i) => {
  const [n, row, column] = [Math.floor(i / side ** 2), Math.floor(i / side) % side, i % side]
  return x + Number(labels[n] === 0 ? column === 2 : row === 5)
})
const pictures = fromArray([size, 1, side, side], pixels)
const network = pipe(
  convolution([1, side, side], 3, 4, { padding: 'same' }),
  andThen(relu()),
  andThen(maxPool(2)),
  andThen(flatten()),
  andThen(dense(64, 2))
)
const loss = softmaxCrossEntropy<readonly [2]>()
const plan = { engine: wasmEngine(), batchSize: 20, from: 1 }
const student = learner(network, loss, adam(0.01))
const { params } = pipe(trajectory(student, dataset(pictures, oneHot(2)(labels)), plan), train(20))

const picture = asBatch(fromArray([1, 1, side, side], pixels.slice(0, side ** 2)))
const target = oneHot(2)([0])
const [scores, cache] = network.forward(params, picture)
// The input gradient: one call of backward.
const [, gradient] = network.backward(params, cache, loss.gradient(scores, target))

const saliency = toArray(Algebra.abs(gradient))
const column = (k: number): number => saliency.filter((_, i) => i % side === k).reduce((sum, x) => sum + x, 0)
const columns = Array.from({ length: side }, (_, k) => column(k))
console.log(`the most salient column: ${columns.indexOf(Math.max(...columns))}`)
// → the most salient column: 2

/** The fast gradient sign method: a step of the same size for every pixel. */
const attacked = (step: number) => Algebra.add(picture, Algebra.scale(step, Algebra.sign(gradient)))
const classOf = (step: number): number =>
  toArray(predict(network, params)(attacked(step))).findIndex((z, _, all) => z === Math.max(...all))
const steps = Array.from({ length: 100 }, (_, k) => k / 100)
console.log(`the class changes at a step of ${steps.find(step => classOf(step) !== 0)}`)
// → the class changes at a step of 0.29

/** A residual network of 24 blocks learns two spirals. The same 24 blocks without the connections around them do not. */
import { evaluate } from 'fp-ts/lib/State.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  accuracy,
  adam,
  andThen,
  Datasets,
  dense,
  layerNorm,
  learner,
  predict,
  Randoms,
  relu,
  repeat,
  residual,
  softmaxCrossEntropy,
  train,
  trajectory,
  wasmEngine
} from 'pullback'

const spirals = evaluate(Randoms.seed(1))(Datasets.spirals(400, 2, 0.02, 1.5))
const engine = wasmEngine()

const block = pipe(layerNorm(8), andThen(dense(8, 8)), andThen(relu()), andThen(dense(8, 8)))
const connected = pipe(dense(2, 8), andThen(repeat(24, residual(block))), andThen(dense(8, 2)))
const plain = pipe(dense(2, 8), andThen(repeat(24, block)), andThen(dense(8, 2)))

/** The accuracy of a network after 40 epochs. */
const accuracyOf = (network: typeof connected): string => {
  const student = learner(network, softmaxCrossEntropy(), adam(0.005))
  const { params } = pipe(trajectory(student, spirals, { engine, batchSize: 40, from: 1 }), train(40))
  return accuracy(predict(network, params)(spirals.inputs), spirals.targets).toFixed(3)
}

console.log(`24 residual blocks: accuracy ${accuracyOf(connected)}`)
// → 24 residual blocks: accuracy 0.958
console.log(`24 plain blocks: accuracy ${accuracyOf(plain)}`)
// → 24 plain blocks: accuracy 0.500

import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  dataset,
  dense,
  learner,
  meanSquaredError,
  predict,
  sgd,
  showTensor,
  tanh,
  tensor,
  train,
  trajectory
} from 'pullback'

const xor = dataset(
  tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1]
  ]),
  tensor([[0], [1], [1], [0]])
)
const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)), andThen(tanh()))
const student = learner(network, meanSquaredError(), sgd(0.1))
const trained = pipe(trajectory(student, xor, { batchSize: 1, shuffle: false, from: 42 }), train(10_000))

console.log(trained.loss)
console.log(showTensor(predict(network, trained.params)(xor.inputs)))

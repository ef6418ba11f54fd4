/** The library as it is used: a trajectory of immutable states, one an epoch, its last state taken. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  dataset,
  dense,
  fromArray,
  learner,
  meanSquaredError,
  sgd,
  start,
  tanh,
  tensor,
  train,
  trajectory
} from '../../src/index.js'
import { golden, learningRate } from './golden.js'

const examples = golden.inputs.length
const xor = dataset(fromArray([examples, 2], golden.inputs.flat()), fromArray([examples, 1], golden.targets))
const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)), andThen(tanh()))
const student = learner(network, meanSquaredError(), sgd(learningRate))

const [hiddenWeight, hiddenBias, outputWeight, outputBias] = golden.start
const from = {
  ...start(student, 0),
  params: [tensor(hiddenWeight), tensor(hiddenBias), tensor(outputWeight), tensor(outputBias)] as const
}

export const run = (epochs: number): { readonly error: number } => ({
  error: pipe(trajectory(student, xor, { batchSize: 1, shuffle: false, from }), train(epochs)).loss
})

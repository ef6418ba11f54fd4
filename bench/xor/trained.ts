/** Training with the library's public functions: a trajectory on an engine, all epochs in one stride, up to its first state. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  dataset,
  dense,
  type Engine,
  fromArray,
  learner,
  meanSquaredError,
  sgd,
  initialState,
  tanh,
  tensor,
  train,
  trajectory
} from '../../src/index.js'
import { type Contestant, present } from '../Contestant.js'
import { once } from '../once.js'
import { golden, learningRate } from './golden.js'

const size = golden.inputs.length
const examples = dataset(fromArray([size, 2], golden.inputs.flat()), fromArray([size, 1], golden.targets))
const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)), andThen(tanh()))
const student = learner(network, meanSquaredError(), sgd(learningRate))

const [hiddenWeight, hiddenBias, outputWeight, outputBias] = golden.start
const from = {
  ...initialState(student, 0),
  params: [tensor(hiddenWeight), tensor(hiddenBias), tensor(outputWeight), tensor(outputBias)] as const
}

export const xorJob = { student, examples, from }

export const trainedOn = (engine: Engine): Contestant => {
  const compiled = once(engine)
  return present(epochs => {
    const plan = { engine: compiled, batchSize: 1, shuffle: false, stride: epochs * size, from }
    return pipe(trajectory(student, examples, plan), train(1)).loss
  })
}

/**
 * The notebook's job: XOR, learnt by two dense layers with tanh, one example at a time.
 *
 * What comes out is a lazy sequence of students, each an immutable value that can still be asked for predictions when
 * training has long gone on.
 */
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  batch,
  dataset,
  dense,
  fromArray,
  learner,
  meanSquaredError,
  predict,
  sgd,
  start,
  tanh,
  toArray,
  train,
  trajectory
} from '../../index.js'

export type Point = readonly [x1: number, x2: number]

export interface Settings {
  readonly epochs: number
  readonly learningRate: number
  readonly hidden: number
  readonly seed: number
}

export interface Student {
  /** How often it has seen all examples, or is about to have where the error stopped being finite. */
  readonly epoch: number
  /** The mean of its squared errors over the last epoch. */
  readonly loss: number
  readonly predict: (points: readonly Point[]) => readonly number[]
}

export const inputs: readonly Point[] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1]
]

export const targets: readonly number[] = [0, 1, 1, 0]

const points = (of: readonly Point[]) => fromArray([of.length, 2], of.flat())

const examples = dataset(points(inputs), fromArray([targets.length, 1], targets))

/** Epochs between two students: some milliseconds' work whatever the size, so that bar and keys respond. */
const strideOf = ({ epochs, hidden }: Settings): number =>
  Math.max(1, Math.min(Math.floor(epochs / 20), Math.floor(1500 / hidden)))

/** It ends with all epochs done, or with the first epoch whose error is not finite. */
export const students = (settings: Settings): Iterable<Student> => {
  const { epochs, learningRate, hidden, seed } = settings
  const network = pipe(dense(2, hidden), andThen(tanh()), andThen(dense(hidden, 1)), andThen(tanh()))
  const xorLearner = learner(network, meanSquaredError(), sgd(learningRate))
  const stride = strideOf(settings)

  function* unfold() {
    let state = start(xorLearner, seed)
    while (state.epoch < epochs && Number.isFinite(state.loss)) {
      const steps = Math.min(stride, epochs - state.epoch) * examples.size
      state = train(1)(trajectory(xorLearner, examples, { batchSize: 1, shuffle: false, stride: steps, from: state }))
      const { params } = state
      yield {
        epoch: Math.ceil(state.epoch),
        loss: state.loss,
        predict: (asked: readonly Point[]) => toArray(predict(network, params)(batch(points(asked))))
      }
    }
  }
  return { [Symbol.iterator]: unfold }
}

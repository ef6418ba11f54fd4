import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  asBatch,
  dataset,
  dense,
  type Engine,
  fromArray,
  learner,
  meanSquaredError,
  predictor,
  sgd,
  strideFor,
  tanh,
  toArray,
  trajectory
} from '../../index.js'

export type Point = readonly [x1: number, x2: number]

export interface Settings {
  readonly epochs: number
  readonly learningRate: number
  readonly hidden: number
  readonly seed: number
}

/** State of a training run: an immutable value that can predict even after training has moved on. */
export interface Student {
  /** Number of passes over the examples, including the pass in which the error became NaN or infinite. */
  readonly epoch: number
  /** Mean squared error over the last epoch. */
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

export const examples = dataset(points(inputs), fromArray([targets.length, 1], targets))

/** The notebook's network: two dense layers with tanh. */
export const studentOf = ({ hidden, learningRate }: Settings) =>
  learner(
    pipe(dense(2, hidden), andThen(tanh()), andThen(dense(hidden, 1)), andThen(tanh())),
    meanSquaredError(),
    sgd(learningRate)
  )

/** Trains on one example at a time, as a lazy sequence of states. Ends after all epochs or at the first error that is not finite. */
export function* students(settings: Settings, engine: Engine): Iterable<Student> {
  const { epochs, seed } = settings
  const student = studentOf(settings)
  const at = predictor(student.network)
  const inStride = Math.max(
    1,
    Math.min(Math.floor(epochs / 100), Math.floor(strideFor(student, examples, 1) / examples.size))
  )
  const [stride, alsoEvery] = [inStride * examples.size, epochs * examples.size]
  const plan = { batchSize: 1, shuffle: false, stride, alsoEvery, engine, from: seed }
  for (const { epoch, loss, params } of trajectory(student, examples, plan)) {
    const forward = at(params)
    yield {
      epoch: Math.ceil(epoch),
      loss,
      predict: (asked: readonly Point[]) => toArray(forward(asBatch(points(asked))))
    }
    if (epoch >= epochs) return
  }
}

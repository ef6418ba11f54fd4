/** A network that learns to read digits, and how it is trained where nobody says otherwise. */
import {
  accuracy,
  Algebra,
  type Batched,
  classesOf,
  type ConfusionMatrix,
  confusionMatrix,
  type Dataset,
  dataset,
  type Engine,
  fromArray,
  type Learner,
  oneHot,
  type Params,
  predict,
  type Shape,
  take,
  trajectory
} from '../../index.js'
import { type Digits } from '../../codec/mnist.js'

export interface Settings {
  readonly epochs: number
  readonly batch: number
  readonly limit: number
  readonly seed: number
  /** What runs the network. */
  readonly engine: Engine
}

/** What has been learnt at one moment: an immutable value, as in `xor`. */
export interface Student {
  /** How often it has seen all images; a fraction in the middle of an epoch. */
  readonly epoch: number
  /** The mean over the epoch so far. */
  readonly loss: number
  readonly examine: (images: Digits) => Examination
}

/** How well images are read. */
export interface Examination {
  /** The digit seen in each image; −1 for none. */
  readonly read: readonly number[]
  readonly accuracy: number
  readonly confusion: ConfusionMatrix
}

export interface Model extends Omit<Settings, 'seed' | 'engine'> {
  readonly name: string
  /** For help: what is in it. */
  readonly text: string
  /** The digits that it tells apart: 0 and those that follow. */
  readonly classes: number
  /** The images that it learns from, where it is to learn from so many. */
  readonly choose: (all: Digits, limit: number) => Digits
  readonly students: (images: Digits, settings: Settings) => Iterable<Student>
}

/** Grey levels from 0 to 1. */
const inputs = <S extends Shape>(shape: S, { count, pixels }: Digits): Batched<S> =>
  Algebra.divide(fromArray<readonly [number, ...S]>([count, ...shape], pixels), 255)

interface Definition<P extends Params, S extends Shape, C extends number> extends Omit<Model, 'students'> {
  readonly classes: C
  /** How an image is given to the network. */
  readonly shape: S
  readonly learner: Learner<P, Batched<S>, Batched<readonly [C]>, Batched<readonly [C]>>
  readonly shuffle: boolean
}

/** The smallest part of an epoch, a twentieth or more, that comes out even: what is done between two looks. */
const strideOf = (stepsPerEpoch: number): number => {
  const least = Math.ceil(stepsPerEpoch / 20)
  const divisor = Array.from({ length: stepsPerEpoch }, (_, i) => i + 1).find(
    steps => steps >= least && stepsPerEpoch % steps === 0
  )
  return divisor ?? stepsPerEpoch
}

/** Hides the types of the network. */
export const model = <P extends Params, S extends Shape, C extends number>({
  shape,
  learner,
  shuffle,
  ...model
}: Definition<P, S, C>): Model => ({
  ...model,
  students: (images, { epochs, batch, seed, engine }) => {
    const examples: Dataset<Batched<S>, Batched<readonly [C]>> = dataset(
      inputs(shape, images),
      oneHot(model.classes)(images.labels)
    )
    const stepsPerEpoch = Math.ceil(images.count / batch)
    const stride = strideOf(stepsPerEpoch)
    const examine =
      (params: P) =>
      (asked: Digits): Examination => {
        const scores = predict(learner.network, params, engine)(inputs(shape, asked))
        const targets = oneHot(model.classes)(asked.labels)
        return {
          read: classesOf(scores),
          accuracy: accuracy(scores, targets),
          confusion: confusionMatrix(scores, targets)
        }
      }
    function* unfold() {
      const states = trajectory(learner, examples, { batchSize: batch, shuffle, stride, engine, from: seed })
      for (const { epoch, loss, params } of take((epochs * stepsPerEpoch) / stride)(states))
        yield { epoch, loss, examine: examine(params) }
    }
    return { [Symbol.iterator]: unfold }
  }
})

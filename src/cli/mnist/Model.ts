import { type Either } from 'fp-ts/lib/Either.js'
import { type IO } from 'fp-ts/lib/IO.js'
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
  predictor,
  type Shape,
  strideFor,
  trajectory
} from '../../index.js'
import { type Digits } from '../../files.js'
import { type Failure } from '../Command.js'
import { pickEngine } from '../engine.js'

export interface Settings {
  readonly epochs: number
  readonly batch: number
  readonly limit: number
  readonly seed: number
}

/** State of a training run: an immutable value, as in `xor`. */
export interface Student {
  /** Number of passes over the images, fractional within an epoch. */
  readonly epoch: number
  /** Mean loss over the epoch so far. */
  readonly loss: number
  readonly examine: (images: Digits) => Examination
}

/** Predictions for a set of images, and their accuracy. */
export interface Examination {
  /** Predicted digit of each image; −1 if the scores are not numbers. */
  readonly read: readonly number[]
  readonly accuracy: number
  readonly confusion: ConfusionMatrix
}

/** A network with its training images. */
export interface Lesson {
  readonly pick: (engine: string) => (tell: (line: string) => IO<void>) => Either<Failure, Engine>
  readonly students: (engine: Engine) => Iterable<Student>
}

/** A network with its default training settings. */
export interface Model extends Omit<Settings, 'seed'> {
  readonly name: string
  /** Architecture, loss and optimizer, for help. */
  readonly text: string
  /** Number of classes: the digits from 0 to `classes - 1`. */
  readonly classes: number
  /** Selects at most `limit` training images. */
  readonly choose: (all: Digits, limit: number) => Digits
  readonly lesson: (images: Digits, settings: Settings) => Lesson
}

/** Grey levels from 0 to 1. */
const inputs = <S extends Shape>(shape: S, { count, pixels }: Digits): Batched<S> =>
  Algebra.divide(fromArray<readonly [number, ...S]>([count, ...shape], pixels), 255)

interface Definition<P extends Params, S extends Shape, C extends number> extends Omit<Model, 'lesson'> {
  readonly classes: C
  /** Input shape of the network. */
  readonly shape: S
  readonly learner: Learner<P, Batched<S>, Batched<readonly [C]>, Batched<readonly [C]>>
  readonly shuffle: boolean
}

/** Erases the types of the network, so that all models have the type `Model`. */
export const model = <P extends Params, S extends Shape, C extends number>({
  shape,
  learner,
  shuffle,
  ...model
}: Definition<P, S, C>): Model => ({
  ...model,
  lesson: (images, { epochs, batch, seed }) => {
    const examples: Dataset<Batched<S>, Batched<readonly [C]>> = dataset(
      inputs(shape, images),
      oneHot(model.classes)(images.labels)
    )
    const stepsPerEpoch = Math.ceil(images.count / batch)
    const stride = strideFor(learner, examples, batch)
    return {
      pick: name => pickEngine(name, learner, examples, batch),
      *students(engine) {
        const at = predictor(learner.network, engine)
        const plan = { batchSize: batch, shuffle, stride, alsoEvery: stepsPerEpoch, engine, from: seed }
        for (const { epoch, loss, params } of trajectory(learner, examples, plan)) {
          const examine = (asked: Digits): Examination => {
            const scores = at(params)(inputs(shape, asked))
            const targets = oneHot(model.classes)(asked.labels)
            return {
              read: classesOf(scores),
              accuracy: accuracy(scores, targets),
              confusion: confusionMatrix(scores, targets)
            }
          }
          yield { epoch, loss, examine }
          if (epoch >= epochs) return
        }
      }
    }
  }
})

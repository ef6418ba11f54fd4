/** A network that learns to read digits, and how it is trained where nobody says otherwise. */
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
  trajectory
} from '../../index.js'
import { type Digits } from '../../codec/mnist.js'
import { type Failure } from '../Command.js'
import { pickEngine } from '../engine.js'
import { strideFor } from '../stride.js'

export interface Settings {
  readonly epochs: number
  readonly batch: number
  readonly limit: number
  readonly seed: number
}

/** What has been learnt at one moment: an immutable value, as in `xor`. */
export interface Student {
  /** Number of passes over the images. A fraction in the middle of an epoch. */
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

/** A network and the images that it learns from. */
export interface Lesson {
  readonly pick: (engine: string) => (tell: (line: string) => IO<void>) => Either<Failure, Engine>
  readonly students: (engine: Engine) => Iterable<Student>
}

export interface Model extends Omit<Settings, 'seed'> {
  readonly name: string
  /** For help: what is in it. */
  readonly text: string
  /** The digits that it tells apart: 0 and those that follow. */
  readonly classes: number
  /** The images that it learns from, where it is to learn from so many. */
  readonly choose: (all: Digits, limit: number) => Digits
  readonly lesson: (images: Digits, settings: Settings) => Lesson
}

/** Grey levels from 0 to 1. */
const inputs = <S extends Shape>(shape: S, { count, pixels }: Digits): Batched<S> =>
  Algebra.divide(fromArray<readonly [number, ...S]>([count, ...shape], pixels), 255)

interface Definition<P extends Params, S extends Shape, C extends number> extends Omit<Model, 'lesson'> {
  readonly classes: C
  /** How an image is given to the network. */
  readonly shape: S
  readonly learner: Learner<P, Batched<S>, Batched<readonly [C]>, Batched<readonly [C]>>
  readonly shuffle: boolean
}

/** Hides the types of the network. */
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
      students: engine => {
        const at = predictor(learner.network, engine)
        const examine =
          (params: P) =>
          (asked: Digits): Examination => {
            const scores = at(params)(inputs(shape, asked))
            const targets = oneHot(model.classes)(asked.labels)
            return {
              read: classesOf(scores),
              accuracy: accuracy(scores, targets),
              confusion: confusionMatrix(scores, targets)
            }
          }
        function* unfold() {
          const plan = { batchSize: batch, shuffle, stride, alsoEvery: stepsPerEpoch, engine, from: seed }
          for (const { epoch, loss, params } of trajectory(learner, examples, plan)) {
            yield { epoch, loss, examine: examine(params) }
            if (epoch >= epochs) return
          }
        }
        return { [Symbol.iterator]: unfold }
      }
    }
  }
})

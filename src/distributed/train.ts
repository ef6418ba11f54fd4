import * as t from 'io-ts/lib/index.js'
import { bind, bindTo, type Either, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { isTensor, type Params, type Value } from '../algebra/Value.js'
import { float } from '../codec/float.js'
import { hasStatistics } from '../layer/trainingForm.js'
import { learner } from '../learning/Learner.js'
import { accuracy, type Metric } from '../learning/Metric.js'
import { evaluateOn } from '../learning/states/evaluateOn.js'
import { take } from '../learning/states/take.js'
import { trajectory } from '../learning/Training.js'
import { type Batched } from '../tensor/Tensor.js'
import {
  engineType,
  type Examples,
  type ExamplesFile,
  packExamples,
  Placed,
  unpackExamples,
  upTo
} from './Assignment.js'
import { type Site } from './Site.js'
import { type Described, describeLearner, descriptions, learnerFrom } from './described.js'
import { type EngineName, engineNamed } from './engines.js'
import { examplesAt } from './examplesFile.js'
import { orThrow } from './orThrow.js'
import { adapted, jsonWire, packedWire, type Wire } from './Wire.js'
import { type Work } from './Work.js'

/** The data of a sweep, and what all its trainings share. */
export interface Sweep {
  readonly training: Examples | ExamplesFile
  /** Examples to choose the best epoch by. Default: the training examples. */
  readonly validation: Examples | ExamplesFile | undefined
  readonly epochs: number
  /** Number of epochs without a lower loss after which a training ends. Default: none. */
  readonly patience: number | undefined
  readonly engine: EngineName
  /** Whether the targets are classes, one-hot, so that there is an accuracy. */
  readonly isClassifier: boolean
}

/** A learner with its batch size: one point of a sweep. */
export interface Point extends Described {
  readonly batchSize: number
}

/** The best epoch of a training. */
export interface Trial {
  readonly params: Params
  readonly epoch: number
  /** Loss of the training, and of the validation if there are examples for it. */
  readonly loss: number
  readonly validationLoss: number | undefined
  readonly accuracy: number | undefined
}

const optional = <A>(type: t.Type<A, unknown>) => t.union([type, t.undefined])

const sweepWire: Wire<Sweep> = adapted(
  packedWire(
    'job',
    t.type({
      training: Placed,
      validation: optional(Placed),
      /** Number of tensors of the training examples. */
      tensors: t.number,
      epochs: upTo(1_000_000),
      patience: optional(upTo(1_000_000)),
      engine: engineType,
      isClassifier: t.boolean
    })
  ),
  ({ training, validation, ...rest }) => {
    const packed = packExamples(training)
    const held = validation === undefined ? undefined : packExamples(validation)
    return right({
      content: { ...rest, training: packed.content, validation: held?.content, tensors: packed.tensors.length },
      tensors: [...packed.tensors, ...(held?.tensors ?? [])]
    })
  },
  ({ content: { training, validation, tensors: count, ...rest }, tensors }) =>
    pipe(
      unpackExamples({ content: training, tensors: tensors.slice(0, count) }),
      bindTo('training'),
      bind('validation', (): Either<string, Sweep['validation']> =>
        validation === undefined
          ? right(undefined)
          : unpackExamples({ content: validation, tensors: tensors.slice(count) })
      ),
      map(found => ({ ...rest, ...found }))
    )
)

const pointWire = (site: Site): Wire<Point> =>
  adapted(
    jsonWire('state', t.type({ ...descriptions, batchSize: upTo(2 ** 31) })),
    ({ batchSize, ...described }) =>
      pipe(
        describeLearner(site)(described),
        map(written => ({ ...written, batchSize }))
      ),
    ({ batchSize, ...written }) =>
      pipe(
        learnerFrom(site)(written),
        map(found => ({ ...found, batchSize }))
      )
  )

const trialWire: Wire<Trial> = adapted(
  packedWire(
    'result',
    t.type({ epoch: t.number, loss: float, validationLoss: optional(float), accuracy: optional(float) })
  ),
  ({ params, ...content }) => right({ content, tensors: params }),
  ({ content, tensors }) => right({ ...content, params: tensors })
)

const isRows = (value: Value): value is Batched<readonly [number]> => isTensor(value) && value.shape.length === 2

const accuracyOf: Metric<Value, Value> = (predictions, targets) =>
  isRows(predictions) && isRows(targets) ? accuracy(predictions, targets) : NaN

/**
 * The work of a sweep: whole trainings. Returns the epoch with the lowest loss, that of the validation if there are examples for it. The part
 * is the seed of the parameters and of all randomness.
 */
export const trainWork = (site: Site = {}): Work<Sweep, Point, number, Trial> => ({
  name: 'train',
  isLong: true,
  job: sweepWire,
  state: pointWire(site),
  part: adapted(
    // An object, because a number that is cut off is another number.
    jsonWire('part', t.type({ seed: t.refinement(t.number, Number.isSafeInteger, 'an integer') })),
    seed => right({ seed }),
    ({ seed }) => right(seed)
  ),
  result: trialWire,
  run: ({ epochs, patience = Infinity, engine: name, isClassifier, ...sent }) => {
    const training = examplesAt(site)(sent.training)
    const validation = sent.validation === undefined ? undefined : examplesAt(site)(sent.validation)
    const engine = orThrow(engineNamed(name))
    return ({ network, loss, optimizer, batchSize }) => {
      const student = learner(network, loss, optimizer)
      const calibrated = hasStatistics(network) ? { calibrateOn: training } : { engine }
      const metrics: Readonly<Record<string, Metric<Value, Value>>> = isClassifier ? { accuracy: accuracyOf } : {}
      const evaluate = evaluateOn(student, validation ?? training, metrics, calibrated)
      return seed => {
        let best: Trial | undefined
        for (const state of take(epochs)(trajectory(student, training, { batchSize, engine, from: seed }))) {
          const { params, epoch } = state
          if (!Number.isFinite(state.loss)) break
          const { loss: held, accuracy } = evaluate(state)
          const found = { params, epoch, loss: state.loss, validationLoss: validation && held, accuracy }
          const isBetter = best === undefined || lossOf(found) < lossOf(best)
          if (isBetter) best = found
          else if (epoch - (best?.epoch ?? 0) >= patience) break
        }
        return best ?? { params: [], epoch: 0, loss: NaN, validationLoss: undefined, accuracy: undefined }
      }
    }
  }
})

/** The loss that decides which epoch, and which trial, is best. */
export const lossOf = ({ validationLoss, loss }: Pick<Trial, 'loss' | 'validationLoss'>): number =>
  validationLoss ?? loss

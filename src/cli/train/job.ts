import { bind, bindTo, chain, type Either, left, map, mapLeft, right, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { createHash } from 'node:crypto'
import { listed } from '../../codec/complaint.js'
import { examplesOf, fitPreparation, inputWidth, type Preparation, widthOf } from '../../codec/preparation.js'
import { type Column, fieldOf, missingColumn, type Table } from '../../codec/Table.js'
import {
  accuracy,
  batches,
  type Dataset,
  eraseTypes,
  type UntypedLayer,
  type Learner,
  learner,
  type Metric,
  type Params,
  Randoms,
  selectExamples,
  calibrate,
  hasStatistics
} from '../../index.js'
import { sizeOf } from '../../layer/Description.js'
import { requireExamples } from '../../learning/Learner.js'
import { type UntypedLoss } from '../../learning/Loss.js'
import { type Value } from '../../algebra/Value.js'
import { badData, type Failure, usage } from '../Command.js'
import { networkOf } from './layers.js'
import { fitting, isClassifier, lossFor } from './loss.js'
import { isRows } from './predictions.js'
import { type Settings } from './settings.js'

export type Examples = Dataset<Value, Value>

/** A training task, built from a table and the settings. */
export interface Job {
  readonly preparation: Preparation
  readonly network: UntypedLayer
  readonly loss: UntypedLoss
  readonly learner: Learner<Params, Value, Value, Value>
  /** Network for prediction: layers such as batch normalization get their statistics from the training examples. */
  readonly predicting: (params: Params) => UntypedLayer
  readonly training: Examples
  /** Examples heldOut out for validation; `undefined` if there are none. */
  readonly validation: Examples | undefined
  /** Hash of the data, which tells whether a run resumes with the same data. */
  readonly digest: string
}

const accuracyOf: Metric<Value, Value> = (predictions, targets) =>
  isRows(predictions) && isRows(targets) ? accuracy(predictions, targets) : NaN

export const metricsFor = (preparation: Preparation): Readonly<Record<string, Metric<Value, Value>>> =>
  isClassifier(preparation) ? { accuracy: accuracyOf } : {}

const digestOf = ({ columns }: Table): string => {
  const hash = createHash('sha256')
  for (const { name, categories = [], numbers } of columns)
    hash.update(JSON.stringify([name, categories])).update(numbers)
  return hash.digest('hex')
}

/** Row indices for validation and for training, from a seeded shuffle. */
const places = (
  size: number,
  { validation, seed }: Settings
): Either<Failure, readonly [heldOut: readonly number[], trainingRows: readonly number[]]> => {
  const all = Array.from({ length: size }, (_, row) => row)
  const heldOut = Math.round(validation * size)
  if (validation === 0) return right([[], all])
  if (heldOut === 0 || heldOut === size)
    return left(
      usage(`--validation ${validation} holds out ${heldOut} of ${size} rows: expected at least 1, and at least 1 left`)
    )
  const order = evaluate(Randoms.seed(seed))(Randoms.shuffle(all))
  return right([order.slice(0, heldOut), order.slice(heldOut)])
}

const targetIn = (table: Table, { target, data }: Settings): Either<Failure, Column> => {
  const found = table.columns.find(({ name }) => name === fieldOf(target).name)
  const names = table.columns.map(({ name }) => name)
  if (found === undefined) return left(badData(`${data}: ${missingColumn(target, names)}`))
  if (table.columns.length < 2) return left(badData(`${data}: expected a column besides the target, found none`))
  const { categories } = found
  if (categories?.length === 1) {
    const column = `the column ${JSON.stringify(found.name)}`
    return left(badData(`${data}: ${column} must have at least two categories, found only ${listed(categories)}`))
  }
  return right(found)
}

/** Fits the preparation to the training rows. Fails if the squares of very large numbers overflow. */
const fitted = (
  table: Table,
  target: Column,
  trainingRows: readonly number[],
  { data }: Settings
): Either<Failure, Preparation> => {
  const preparation = fitPreparation(table, target, trainingRows)
  for (const column of [...preparation.inputs, preparation.target])
    if ('width' in column && !Number.isFinite(column.width)) {
      const { name, shift, width } = column
      const what = `the mean and the standard deviation of the column ${JSON.stringify(name)}`
      return left(badData(`${data}: ${what} must be finite, found ${shift} and ${width}`))
    }
  return right(preparation)
}

/** Training holds several copies of the parameters, and Node ends without a message if memory runs out. */
const mostParameters = 2 ** 27

const networkFor = (preparation: Preparation, { network }: Settings): Either<Failure, UntypedLayer> =>
  pipe(
    typeof network === 'string'
      ? networkOf(network, inputWidth(preparation), widthOf(preparation.target))
      : right(network),
    chain(network => {
      const found = sizeOf(network.description)
      return found > mostParameters
        ? left(`a network must have at most ${mostParameters} parameters, found ${found}`)
        : right(network)
    }),
    mapLeft(usage)
  )

type Student = Learner<Params, Value, Value, Value>

/** The learner, if its shapes fit the examples. */
const taking = (student: Student, examples: Examples): Either<Failure, Student> =>
  tryCatch(
    () => {
      requireExamples(student, examples)
      return student
    },
    error => usage(`the network does not fit the table: ${error instanceof Error ? error.message : String(error)}`)
  )

const predictingWith = (network: UntypedLayer, training: Examples): Job['predicting'] => {
  const inputsOf = (examples: Examples) => batches(256)(examples).map(([input]) => input)
  return hasStatistics(network) ? params => eraseTypes(calibrate(network, params, inputsOf(training))) : () => network
}

/** Builds the preparation, the network, the loss and the examples. */
export const jobOf = (table: Table, settings: Settings): Either<Failure, Job> =>
  pipe(
    targetIn(table, settings),
    chain(target =>
      pipe(
        places(table.size, settings),
        bindTo('places'),
        bind('preparation', ({ places: [, trainingRows] }) => fitted(table, target, trainingRows, settings)),
        bind('network', ({ preparation }) => networkFor(preparation, settings)),
        bind('loss', ({ preparation, network }) =>
          fitting(preparation, network)(settings.loss ?? lossFor(preparation))
        ),
        chain(({ places: [heldOut, trainingRows], preparation, network, loss }) => {
          const examples: Examples = examplesOf(preparation, table)
          const training = heldOut.length === 0 ? examples : selectExamples(trainingRows)(examples)
          return pipe(
            taking(learner(network, loss, settings.optimizer), examples),
            map(learner => ({
              preparation,
              network,
              loss: learner.loss,
              learner,
              predicting: predictingWith(network, training),
              training,
              validation: heldOut.length === 0 ? undefined : selectExamples(heldOut)(examples),
              digest: digestOf(table)
            }))
          )
        })
      )
    )
  )

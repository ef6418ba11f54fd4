import { bind, bindTo, chain, type Either, left, map, mapLeft, right, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { createHash } from 'node:crypto'
import { listed } from '../../codec/complaint.js'
import { inputWidth, widthOf } from '../../codec/preparation.js'
import { columnNamed, missingColumn } from '../../codec/Table.js'
import { type Column, examplesOf, fitPreparation, type Preparation, type Table } from '../../files.js'
import {
  accuracy,
  batches,
  type Dataset,
  eraseTypes,
  type Learner,
  learner,
  type Metric,
  type Params,
  Randoms,
  selectExamples,
  calibrate,
  hasStatistics,
  type UntypedLayer,
  type UntypedLoss
} from '../../index.js'
import { repetitions } from '../../data/strata.js'
import { sizeOf } from '../../layer/Description.js'
import { requireExamples } from '../../learning/Learner.js'
import { type Value } from '../../algebra/Value.js'
import { badData, type Failure, usage } from '../Command.js'
import { networkOf } from './layers.js'
import { fitting, isClassifier, lossFor } from './loss.js'
import { isRows, type TableModel } from './predictions.js'
import { defaultLayers, defaultShare, type Settings } from './settings.js'

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
  /** The model to start from. */
  readonly from: TableModel | undefined
  /** Examples held out for validation; `undefined` if there are none. */
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

/** The rows of each category, in the order of the categories. All rows, if the target holds numbers. */
const groupsOf = (rows: readonly number[], { numbers, categories }: Column): readonly (readonly number[])[] => {
  if (categories === undefined) return [rows]
  const groups = categories.map((): number[] => [])
  for (const row of rows) groups[numbers[row] ?? NaN]?.push(row)
  return groups.filter(({ length }) => length > 0)
}

/** Repeats the rows of rarer categories until all are about as frequent. */
const balanced = (rows: readonly number[], target: Column): readonly number[] => {
  const groups = groupsOf(rows, target)
  const times = repetitions(groups)
  const place = new Map(groups.flatMap((group, i) => group.map((row): readonly [number, number] => [row, i])))
  return rows.flatMap(row => new Array<number>(times[place.get(row) ?? NaN] ?? 1).fill(row))
}

/**
 * Row indices for validation and for training, from a seeded shuffle. Every category gives the same share of its rows. Rows without
 * a target are left out.
 */
const places = (
  target: Column,
  { validation, seed, classWeights }: Settings
): Either<Failure, readonly [heldOut: readonly number[], trainingRows: readonly number[]]> => {
  const { numbers } = target
  const all = [...numbers.keys()].filter(row => !Number.isNaN(numbers[row]))
  const share = validation ?? defaultShare(all.length)
  const order = share === 0 ? all : evaluate(Randoms.seed(seed))(Randoms.shuffle(all))
  const heldOut = groupsOf(order, target).flatMap(rows => rows.slice(0, Math.round(share * rows.length)))
  if (share > 0 && (heldOut.length === 0 || heldOut.length === all.length))
    return left(
      usage(
        `--validation ${share} holds out ${heldOut.length} of ${all.length} rows: expected at least 1, and at least 1 left`
      )
    )
  const isHeld = new Set(heldOut)
  const rest = order.filter(row => !isHeld.has(row))
  return right([heldOut, classWeights === 'balanced' ? balanced(rest, target) : rest])
}

const targetIn = (table: Table, { target, data }: Settings): Either<Failure, Column> => {
  const found = columnNamed(table.columns, target)
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
  { data, fill, reading: { markers } }: Settings
): Either<Failure, Preparation> => {
  const preparation = {
    ...fitPreparation(table, target, trainingRows, fill),
    ...(markers === undefined ? {} : { markers })
  }
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

const networkFor = (
  preparation: Preparation,
  rows: number,
  { network = defaultLayers(rows) }: Settings
): Either<Failure, UntypedLayer> =>
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
export const jobOf = (table: Table, settings: Settings, from?: TableModel): Either<Failure, Job> =>
  pipe(
    targetIn(table, settings),
    bindTo('target'),
    bind('places', ({ target }) => places(target, settings)),
    bind('preparation', ({ target, places: [, trainingRows] }) =>
      from === undefined ? fitted(table, target, trainingRows, settings) : right(from.preparation)
    ),
    bind('network', ({ preparation }) =>
      from === undefined ? networkFor(preparation, table.size, settings) : right(from.network)
    ),
    bind('loss', ({ preparation, network }) =>
      fitting(preparation, network)(settings.loss ?? from?.loss ?? lossFor(preparation))
    ),
    bind('examples', ({ preparation }) => right<Failure, Examples>(examplesOf(preparation, table))),
    bind('learner', ({ network, loss, examples }) => taking(learner(network, loss, settings.optimizer), examples)),
    map(({ places: [heldOut, trainingRows], preparation, network, learner, examples }) => {
      const isWhole = trainingRows.length === table.size && heldOut.length === 0 && settings.classWeights === 'none'
      const training = isWhole ? examples : selectExamples(trainingRows)(examples)
      return {
        preparation,
        network,
        loss: learner.loss,
        learner,
        from,
        predicting: predictingWith(network, training),
        training,
        validation: heldOut.length === 0 ? undefined : selectExamples(heldOut)(examples),
        digest: digestOf(table)
      }
    })
  )

import { bimap, bind, bindTo, type Either, filterOrElse, left, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { createHash } from 'node:crypto'
import { isRows, lossFor } from '../../codec/answers.js'
import { attempt } from '../../codec/Codec.js'
import { listed } from '../../codec/complaint.js'
import { inputWidth, widthOf } from '../../codec/preparation.js'
import { columnNamed, missingColumn } from '../../codec/Table.js'
import * as files from '../../files.js'
import { type Column, type Preparation, type Table, type TableModel } from '../../files.js'
import * as pullback from '../../index.js'
import { type Batched, type Dataset, type Learner, type Metric, type Params, selectExamples } from '../../index.js'
import { type UntypedLayer, type UntypedLoss, type Value } from '../../index.js'
import { sizeOf } from '../../layer/Description.js'
import { requireExamples } from '../../learning/Learner.js'
import { badData, type Failure, usage } from '../Command.js'
import { fitting } from './loss.js'
import { defaultLayers, defaultShare, type Settings } from './settings.js'

type Rows = Batched<readonly [number]>

export type Examples = Dataset<Rows, Rows>

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

export const metricsFor = ({ target }: Preparation): Readonly<Record<string, Metric<Value, Value>>> =>
  'categories' in target ? { accuracy: (y, t) => (isRows(y) && isRows(t) ? pullback.accuracy(y, t) : NaN) } : {}

const digestOf = ({ columns }: Table): string => {
  const hash = createHash('sha256')
  for (const { name, categories = [], numbers } of columns)
    hash.update(JSON.stringify([name, categories])).update(numbers)
  return hash.digest('hex')
}

/**
 * Row indices for training and for validation, from a seeded shuffle. Every category gives the same share of its rows. Rows without
 * a target are left out.
 */
const places = (
  { numbers, categories }: Column,
  { validation, seed, classWeights }: Settings
): Either<Failure, readonly [training: readonly number[], heldOut: readonly number[]]> => {
  const all = [...numbers.keys()].filter(row => !Number.isNaN(numbers[row]))
  const share = validation ?? defaultShare(all.length)
  const order = share === 0 ? all : evaluate(pullback.Randoms.seed(seed))(pullback.Randoms.shuffle(all))
  const classes = categories === undefined ? [] : numbers
  const [rest, heldOut] = pullback.splitRows(share, classes)(order)
  if (validation !== undefined && share > 0 && (heldOut.length === 0 || rest.length === 0))
    return left(
      usage(
        `--validation ${share} holds out ${heldOut.length} of ${all.length} rows: expected at least 1, and at least 1 left`
      )
    )
  return right([classWeights === 'balanced' ? pullback.balanceRows(classes)(rest) : rest, heldOut])
}

const targetIn = (table: Table, settings: Settings, from: TableModel | undefined): Either<Failure, Column> => {
  const { target, data, classWeights } = settings
  const found = columnNamed(table.columns, target)
  const names = table.columns.map(({ name }) => name)
  if (found === undefined) return left(badData(`${data}: ${missingColumn(target, names)}`))
  if (table.columns.length < 2) return left(badData(`${data}: expected a column besides the target, found none`))
  const { categories } = found
  if (from !== undefined && found.name !== from.preparation.target.name) {
    const known = JSON.stringify(from.preparation.target.name)
    return left(usage(`--target must be ${known}, which the model in --from predicts, found ${JSON.stringify(target)}`))
  }
  if (classWeights === 'balanced' && categories === undefined)
    return left(usage(`--class-weights needs a target of categories, but ${JSON.stringify(found.name)} has numbers`))
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
): Either<Failure, Preparation> =>
  pipe(
    attempt(data, () => files.fitPreparation(table, target, trainingRows, fill)),
    bimap(badData, preparation => ({ ...preparation, ...(markers === undefined ? {} : { markers }) }))
  )

/** Training holds several copies of the parameters, and Node ends without a message if memory runs out. */
const mostParameters = 2 ** 27

const networkFor = (
  preparation: Preparation,
  rows: number,
  { network = defaultLayers(rows) }: Settings
): Either<Failure, UntypedLayer> =>
  pipe(
    typeof network === 'string'
      ? pullback.networkFrom(network, inputWidth(preparation), widthOf(preparation.target), '--layers')
      : right(network),
    filterOrElse(
      ({ description }) => sizeOf(description) <= mostParameters,
      ({ description }) => `a network must have at most ${mostParameters} parameters, found ${sizeOf(description)}`
    ),
    mapLeft(usage)
  )

/** A learner, if its shapes fit the examples. */
const taking = (student: Job['learner'], examples: Examples): Either<Failure, Job['learner']> =>
  pipe(
    attempt('the network does not fit the table', () => (requireExamples(student, examples), student)),
    mapLeft(usage)
  )

const predictingWith = (network: UntypedLayer, training: Examples): Job['predicting'] => {
  if (!pullback.hasStatistics(network)) return () => network
  const inputs = () =>
    pullback
      .batches(256)(training)
      .map(([input]) => input)
  return params => pullback.eraseTypes(pullback.calibrate(network, params, inputs()))
}

/** Builds the preparation, the network, the loss and the examples. */
export const jobOf = (table: Table, settings: Settings, from?: TableModel): Either<Failure, Job> =>
  pipe(
    targetIn(table, settings, from),
    bindTo('target'),
    bind('places', ({ target }) => places(target, settings)),
    bind('preparation', ({ target, places: [training] }) =>
      from === undefined ? fitted(table, target, training, settings) : right(from.preparation)
    ),
    bind('network', ({ preparation }) =>
      from === undefined ? networkFor(preparation, table.size, settings) : right(from.network)
    ),
    bind('loss', ({ preparation, network }) =>
      fitting(preparation, network)(settings.loss ?? from?.loss ?? lossFor(preparation))
    ),
    bind('examples', ({ preparation }) => right<Failure, Examples>(files.examplesOf(preparation, table))),
    bind('learner', ({ network, loss, examples }) =>
      taking(pullback.learner(network, loss, settings.optimizer), examples)
    ),
    map(({ places: [rows, heldOut], preparation, network, loss, learner, examples }) => {
      const isWhole = rows.length === table.size && heldOut.length === 0 && settings.classWeights === 'none'
      const training = isWhole ? examples : selectExamples(rows)(examples)
      return {
        preparation,
        network,
        loss,
        learner,
        from,
        predicting: predictingWith(network, training),
        training,
        validation: heldOut.length === 0 ? undefined : selectExamples(heldOut)(examples),
        digest: digestOf(table)
      }
    })
  )

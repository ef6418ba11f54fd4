/** What is to be learnt, put together from a table and the settings: preparation, network, loss, examples. */
import { chain, type Either, left, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { createHash } from 'node:crypto'
import { buildNetwork } from '../../codec/network.js'
import { examplesOf, fitPreparation, inputWidth, type Preparation, widthOf } from '../../codec/preparation.js'
import { type Column, fieldOf, type Table } from '../../codec/Table.js'
import {
  accuracy,
  type Dataset,
  hide,
  type HiddenLayer,
  type Learner,
  learner,
  meanSquaredError,
  type Metric,
  type Params,
  Random,
  select,
  softmaxCrossEntropy
} from '../../index.js'
import { hideLoss, type HiddenLoss } from '../../Loss.js'
import { type Value } from '../../Value.js'
import { badData, type Failure, usage } from '../Command.js'
import { optimizers } from './optimizers.js'
import { isRows } from './predictions.js'
import { type Settings } from './settings.js'

export type Examples = Dataset<Value, Value>

export interface Job {
  readonly preparation: Preparation
  readonly network: HiddenLayer
  readonly loss: HiddenLoss
  readonly learner: Learner<Params, Value, Value, Value>
  readonly training: Examples
  /** None where nothing is held out. */
  readonly validation: Examples | undefined
  /** Of the data: whether training goes on with the same. */
  readonly digest: string
}

/** Whether a model tells categories apart. */
export const isClassifier = ({ target }: Preparation): boolean => 'categories' in target

/** What a target is compared by. */
export const lossFor = (preparation: Preparation): HiddenLoss =>
  isClassifier(preparation) ? hideLoss(softmaxCrossEntropy<readonly [number]>()) : hideLoss(meanSquaredError())

const accuracyOf: Metric<Value, Value> = (predictions, targets) =>
  isRows(predictions) && isRows(targets) ? accuracy(predictions, targets) : NaN

export const metricsFor = (preparation: Preparation): Readonly<Record<string, Metric<Value, Value>>> =>
  isClassifier(preparation) ? { accuracy: accuracyOf } : {}

/** What does not fit into memory ends the process without a word. */
const widest = 100_000

/** `16,relu` between an input and an output of so many numbers. */
const networkOf = (layers: string, inputs: number, outputs: number): Either<Failure, HiddenLayer> => {
  const words = layers.split(',').map(word => word.trim())
  const wrong = words.find(word => /^\d+$/.test(word) && !(Number(word) >= 1 && Number(word) <= widest))
  if (wrong !== undefined) return left(usage(`--layers: a size must be from 1 to ${widest}, found ${wrong}`))
  const dense = (inputs: number, outputs: number) => ({ kind: 'dense', configuration: { inputs, outputs } })
  let width = inputs
  const parts = words
    .filter(word => word !== '')
    .map(word => {
      if (!/^\d+$/.test(word)) return { kind: word }
      const layer = dense(width, Number(word))
      width = Number(word)
      return layer
    })
  return pipe(
    buildNetwork()({ kind: 'sequence', parts: [...parts, dense(width, outputs)] }, 'layers'),
    mapLeft(reason => usage(`--${reason.replace(/^layers\.parts\[\d+\]/, 'layers')}`)),
    map(hide)
  )
}

const digestOf = ({ columns }: Table): string => {
  const hash = createHash('sha256')
  for (const { name, categories = [], numbers } of columns)
    hash.update(JSON.stringify([name, categories])).update(numbers)
  return hash.digest('hex')
}

/** Rows in an order of their own, those held out first. */
const places = (
  size: number,
  { validation, seed }: Settings
): Either<Failure, readonly [held: readonly number[], learnt: readonly number[]]> => {
  const all = Array.from({ length: size }, (_, row) => row)
  const held = Math.round(validation * size)
  if (validation === 0) return right([[], all])
  if (held === 0 || held === size)
    return left(usage(`--validation: ${validation} of ${size} rows leaves none on one side`))
  const order = evaluate(Random.seed(seed))(Random.shuffle(all))
  return right([order.slice(0, held), order.slice(held)])
}

const targetIn = (table: Table, { target, data }: Settings): Either<Failure, Column> => {
  const found = table.columns.find(({ name }) => name === fieldOf(target).name)
  const names = table.columns.map(({ name }) => JSON.stringify(name)).join(', ')
  if (found === undefined)
    return left(badData(`${data}: the column ${JSON.stringify(target)} is missing, found ${names}`))
  return table.columns.length < 2
    ? left(badData(`${data}: there must be a column beside the target, found none`))
    : right(found)
}

export const jobOf = (table: Table, settings: Settings): Either<Failure, Job> =>
  pipe(
    targetIn(table, settings),
    chain(target =>
      pipe(
        places(table.size, settings),
        chain(([held, learnt]) => {
          const preparation = fitPreparation(table, target, learnt)
          const examples: Examples = examplesOf(preparation, table)
          return pipe(
            networkOf(settings.layers, inputWidth(preparation), widthOf(preparation.target)),
            map(network => {
              const loss = lossFor(preparation)
              const { make } = optimizers.find(({ name }) => name === settings.optimizer) ?? optimizers[0]
              return {
                preparation,
                network,
                loss,
                learner: learner(network, loss, make(settings.learningRate)),
                training: held.length === 0 ? examples : select(learnt)(examples),
                validation: held.length === 0 ? undefined : select(held)(examples),
                digest: digestOf(table)
              }
            })
          )
        })
      )
    )
  )

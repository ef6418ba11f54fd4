import { chain, type Either, isRight, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Expected } from '../../codec/Table.js'
import { losses } from '../../catalogue/losses.js'
import { optimizers } from '../../catalogue/optimizers.js'
import { type UntypedLayer, type Optimizer } from '../../index.js'
import { type UntypedLoss } from '../../learning/Loss.js'
import { engineName, engineOption } from '../engine.js'
import { type Given, optional } from '../Option.js'
import {
  fileToWrite,
  numberThat,
  oneOf,
  pictureFile,
  positiveInteger,
  positiveNumber,
  text,
  wholeNumber
} from '../Written.js'
import { type Configuration, readConfiguration } from './configuration.js'
import { namedLosses } from './loss.js'
import { ofCsv, ofGaps, tableFormats } from './reading.js'

const share = numberThat('a number in [0, 1)', x => x >= 0 && x < 1)

const defaults = {
  layers: '16,relu',
  epochs: 100,
  batch: 32,
  learningRate: 0.01,
  optimizer: optimizers[0].name,
  engine: 'auto',
  seed: 42,
  validation: 0,
  keep: 3
} as const

const byDefault = (name: keyof typeof defaults): string => `. Default: ${defaults[name]}`

export const options = {
  data: optional(text('a file'), {
    text: `table to train on: ${tableFormats}`,
    value: 'file'
  }),
  ...ofCsv,
  ...ofGaps,
  target: optional(text('the name of a column'), { text: 'column to predict', value: 'column' }),
  layers: optional(text('sizes and names of layers'), {
    text: `hidden layers, such as 32,relu,dropout:0.2; a number is a dense layer${byDefault('layers')}`,
    value: 'list'
  }),
  loss: optional(oneOf(namedLosses), {
    text: `loss function: ${namedLosses.join(', ')}. Default: softmaxCrossEntropy for categories, meanSquaredError for numbers`,
    value: 'name'
  }),
  categories: optional(text('names of columns'), {
    text: 'columns of numbers to treat as categories, separated by commas',
    value: 'list'
  }),
  epochs: optional(positiveInteger, {
    text: `passes over the training data${byDefault('epochs')}`,
    value: 'number'
  }),
  batch: optional(positiveInteger, { text: `mini-batch size${byDefault('batch')}`, value: 'number' }),
  learningRate: optional(positiveNumber, {
    text: `learning rate of the optimizer${byDefault('learningRate')}`,
    value: 'number'
  }),
  optimizer: optional(oneOf(optimizers.map(({ name }) => name)), {
    text: `${optimizers.map(({ name }) => name).join(', ')}${byDefault('optimizer')}`,
    value: 'name'
  }),
  validation: optional(share, {
    text: `share of rows held out for validation, from 0 up to but not including 1${byDefault('validation')}`,
    value: 'number'
  }),
  patience: optional(positiveInteger, {
    text: 'stop after this many epochs without a lower loss (the validation loss, if there is one), and keep the best epoch',
    value: 'number'
  }),
  engine: optional(engineName, { ...engineOption, text: `${engineOption.text}${byDefault('engine')}` }),
  seed: optional(wholeNumber, {
    text: `random seed; the same one repeats a run${byDefault('seed')}`,
    value: 'number'
  }),
  out: optional(fileToWrite, {
    text: 'file to write the model to: JSON if the name ends in .json, else safetensors',
    value: 'file'
  }),
  checkpoint: optional(text('a folder'), { text: 'folder for a checkpoint of every epoch', value: 'folder' }),
  keep: optional(positiveInteger, {
    text: `number of latest checkpoints to keep, besides the best${byDefault('keep')}`,
    value: 'number'
  }),
  plot: optional(pictureFile, {
    text: 'SVG file for the training curves and, for two input columns of numbers, the predictions',
    value: 'file'
  })
}

type Asked = Given<typeof options>

export interface Settings {
  readonly data: string
  readonly reading: Pick<Expected, 'delimiter' | 'missing'>
  readonly target: string
  /** Short form of the hidden layers, or the whole network. */
  readonly network: string | UntypedLayer
  /** If it is `undefined`, the type of the target decides. */
  readonly loss: UntypedLoss | undefined
  readonly optimizer: Optimizer
  readonly categories: readonly string[]
  readonly epochs: number
  readonly batch: number
  readonly validation: number
  readonly patience: number | undefined
  readonly engine: string
  readonly seed: number
  readonly out: string | undefined
  readonly checkpoint: string | undefined
  readonly keep: number
  readonly plot: string | undefined
}

const nothing: Partial<Configuration<typeof options>> = {}

const lossNamed = (name: string | undefined): UntypedLoss | undefined => {
  const found = losses.find(row => row.name === name)?.build({})
  return found !== undefined && isRight(found) ? found.right : undefined
}

/** The optimizer. `Left` if the settings give it two learning rates. */
const optimizerOf = (asked: Asked, configured: Partial<Configuration<typeof options>>): Either<string, Optimizer> => {
  const described = configured.described?.optimizer
  const learningRate = asked.learningRate ?? configured.learningRate
  if (described !== undefined && asked.optimizer === undefined)
    return learningRate === undefined
      ? right(described)
      : left('the learning rate is set twice: the optimizer of the configuration file has its own')
  const name = asked.optimizer ?? configured.optimizer ?? defaults.optimizer
  const { at } = optimizers.find(one => one.name === name) ?? optimizers[0]
  return right(at(learningRate ?? defaults.learningRate))
}

/**
 * Combines the settings: the command line first, then the configuration file (its path and content), then the defaults.
 *
 * A `Left` names a setting that is missing or set twice.
 */
export const settle = (
  asked: Asked,
  configuration?: readonly [path: string, content: string]
): Either<string, Settings> =>
  pipe(
    configuration === undefined ? right(nothing) : readConfiguration(options)(...configuration),
    chain((configured: Partial<Configuration<typeof options>>) => {
      const data = asked.data ?? configured.data
      const target = asked.target ?? configured.target
      const categories = asked.categories ?? configured.categories
      const whole = configured.described?.network
      if (data === undefined) return left('--data <file> is missing: expected a table to train on')
      if (target === undefined) return left('--target <column> is missing: expected the name of the column to predict')
      if (whole !== undefined && configured.layers !== undefined)
        return left('the network is set twice: give either layers or network')
      return pipe(
        optimizerOf(asked, configured),
        map(optimizer => ({
          data,
          reading: {
            delimiter: asked.delimiter ?? configured.delimiter,
            missing: asked.missing ?? configured.missing
          },
          target,
          optimizer,
          network: asked.layers ?? whole ?? configured.layers ?? defaults.layers,
          loss: lossNamed(asked.loss) ?? configured.described?.loss ?? lossNamed(configured.loss),
          categories: categories === undefined ? [] : categories.split(',').map(name => name.trim()),
          epochs: asked.epochs ?? configured.epochs ?? defaults.epochs,
          batch: asked.batch ?? configured.batch ?? defaults.batch,
          validation: asked.validation ?? configured.validation ?? defaults.validation,
          patience: asked.patience ?? configured.patience,
          engine: asked.engine ?? configured.engine ?? defaults.engine,
          seed: asked.seed ?? configured.seed ?? defaults.seed,
          keep: asked.keep ?? configured.keep ?? defaults.keep,
          out: asked.out ?? configured.out,
          checkpoint: asked.checkpoint ?? configured.checkpoint,
          plot: asked.plot ?? configured.plot
        }))
      )
    })
  )

/** What a training is asked for: options of the command line before those of a configuration file before defaults. */
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

const share = numberThat('a number of at least 0 and below 1', x => x >= 0 && x < 1)

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

/** `(default: 100)` */
const by = (name: keyof typeof defaults): string => `(default: ${defaults[name]})`

export const options = {
  data: optional(text('a file'), {
    text: `a table to learn from: ${tableFormats}`,
    value: 'file'
  }),
  ...ofCsv,
  ...ofGaps,
  target: optional(text('the name of a column'), { text: 'the column to predict', value: 'column' }),
  layers: optional(text('sizes and names of layers'), {
    text: `the hidden layers: sizes of dense ones, and names of others, as in 32,relu,dropout:0.2 ${by('layers')}`,
    value: 'list'
  }),
  loss: optional(oneOf(namedLosses), {
    text: `the loss to minimise: ${namedLosses.join(', ')} (default: softmaxCrossEntropy for categories, meanSquaredError for numbers)`,
    value: 'name'
  }),
  categories: optional(text('names of columns'), {
    text: 'columns of categories, though they look like numbers',
    value: 'list'
  }),
  epochs: optional(positiveInteger, { text: `how often the network sees every row ${by('epochs')}`, value: 'number' }),
  batch: optional(positiveInteger, { text: `rows in a step ${by('batch')}`, value: 'number' }),
  learningRate: optional(positiveNumber, {
    text: `how far each step goes ${by('learningRate')}`,
    value: 'number'
  }),
  optimizer: optional(oneOf(optimizers.map(({ name }) => name)), {
    text: `how gradients change the parameters: ${optimizers.map(({ name }) => name).join(', ')} ${by('optimizer')}`,
    value: 'name'
  }),
  validation: optional(share, {
    text: `the share of rows held out for validation ${by('validation')}`,
    value: 'number'
  }),
  patience: optional(positiveInteger, {
    text: 'stop after so many epochs without a better loss, on the rows of --validation if there are any; the model is that of the best epoch',
    value: 'number'
  }),
  engine: optional(engineName, { ...engineOption, text: `${engineOption.text} ${by('engine')}` }),
  seed: optional(wholeNumber, {
    text: `where all randomness comes from; the same seed, the same run ${by('seed')}`,
    value: 'number'
  }),
  out: optional(fileToWrite, {
    text: 'where the model is written: as safetensors, or as JSON where the name ends in .json',
    value: 'file'
  }),
  checkpoint: optional(text('a folder'), { text: 'where the state is written after every epoch', value: 'folder' }),
  keep: optional(positiveInteger, {
    text: `how many of the last checkpoints are kept, beside the best ${by('keep')}`,
    value: 'number'
  }),
  plot: optional(pictureFile, {
    text: 'where a picture of the training is written, as SVG; for two columns of numbers also what is predicted where',
    value: 'file'
  })
}

type Asked = Given<typeof options>

export interface Settings {
  readonly data: string
  readonly reading: Pick<Expected, 'delimiter' | 'missing'>
  readonly target: string
  /** The hidden layers in short, or all of them. */
  readonly network: string | UntypedLayer
  /** Where none is given the target decides. */
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

/** The optimizer, unless what is asked for does not go together. */
const optimizerOf = (asked: Asked, configured: Partial<Configuration<typeof options>>): Either<string, Optimizer> => {
  const described = configured.described?.optimizer
  const learningRate = asked.learningRate ?? configured.learningRate
  if (described !== undefined && asked.optimizer === undefined)
    return learningRate === undefined
      ? right(described)
      : left('a learning rate must not be given beside an optimizer that has its own, found both')
  const name = asked.optimizer ?? configured.optimizer ?? defaults.optimizer
  const { at } = optimizers.find(one => one.name === name) ?? optimizers[0]
  return right(at(learningRate ?? defaults.learningRate))
}

/** All settings, or which one is missing. `configuration` is the path and the content of a file. */
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
      if (data === undefined) return left('--data must be a file, found nothing')
      if (target === undefined) return left('--target must be the name of a column, found nothing')
      if (whole !== undefined && configured.layers !== undefined)
        return left('layers must not be given beside a whole network, found both')
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

import { chain, type Either, isRight, left, map, right } from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import { type Expected, type Fill } from '../../files.js'
import { shortly } from '../../codec/complaint.js'
import { losses } from '../../catalogue/losses.js'
import { optimizers } from '../../catalogue/optimizers.js'
import { followedBy, type Optimizer, type UntypedLayer, type UntypedLoss, weightDecay } from '../../index.js'
import { engineName, engineText } from '../engine.js'
import { type Given, optional } from '../Option.js'
import {
  fileToWrite,
  list,
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
import { ofTable, tableFormats, writtenAs } from './reading.js'

const share = numberThat('a number in [0, 1)', x => x >= 0 && x < 1)

const fills = ['mean', 'median', 'most-frequent'] as const

const columns = list('names of columns')

/** Default number of rows for validation: a fifth, but none of fewer than 50 rows, and at most 10,000. */
export const defaultShare = (rows: number): number => (rows < 50 ? 0 : Math.min(0.2, 10_000 / rows))

/** Rows. On a larger table the default layer is narrow: its training takes long, and it does not overfit. */
const manyRows = 100_000

export const defaultLayers = (rows: number): string => (rows > manyRows ? '16,relu' : '64,relu')

const defaults = {
  epochs: 100,
  batch: 32,
  learningRate: 0.003,
  optimizer: optimizers[0].name,
  engine: 'auto',
  seed: 42,
  keep: 3,
  checkpointEvery: 1,
  classWeights: 'none',
  weightDecay: 0
}

const byDefault = (name: keyof typeof defaults): string => `. Default: ${defaults[name]}`

export const options = {
  data: optional(text('a file'), { text: `table to train on: ${tableFormats}` }),
  ...ofTable,
  missing: optional(oneOf(['refuse', 'drop', ...fills]), {
    text: 'missing values: refuse (default) stops at the first one, drop skips its row, mean, median and most-frequent fill it in, also in new data (categories always with the most frequent one)',
    value: 'policy'
  }),
  numbers: optional(columns, {
    text: 'columns of numbers with thousands separators, percent signs, currencies or units'
  }),
  categories: optional(columns, { text: 'columns of numbers to treat as categories, separated by commas' }),
  drop: optional(columns, { text: 'columns to leave out' }),
  target: optional(text('the name of a column'), { text: 'column to predict' }),
  layers: optional(text('sizes and names of layers'), {
    value: 'list',
    text: `hidden layers, such as 32,relu,dropout:0.2; a number is a dense layer, and identity alone makes a linear model. Default: 64,relu, or 16,relu for more than ${manyRows} rows`
  }),
  loss: optional(oneOf(namedLosses), {
    text: `loss function: ${namedLosses.join(', ')}. Default: softmaxCrossEntropy for categories, meanSquaredError for numbers`
  }),
  epochs: optional(positiveInteger, { text: `passes over the training data${byDefault('epochs')}` }),
  batch: optional(positiveInteger, { text: `mini-batch size${byDefault('batch')}` }),
  learningRate: optional(positiveNumber, { text: `learning rate of the optimizer${byDefault('learningRate')}` }),
  optimizer: optional(oneOf(optimizers.map(({ name }) => name)), {
    text: `${optimizers.map(({ name }) => name).join(', ')}${byDefault('optimizer')}`
  }),
  validation: optional(share, {
    text: `share of rows held out for validation, from 0 up to but not including 1, the same share of every category. The model is that of the epoch with the lowest validation loss. Default: 0.2 from 50 rows on, at most 10000 rows`
  }),
  patience: optional(positiveInteger, {
    text: 'stop after this many epochs without a lower loss (the validation loss, if there is one), and keep the best epoch'
  }),
  weightDecay: optional(
    numberThat('a number of at least 0', x => x >= 0 && x < Infinity),
    { text: `strength of the weight decay${byDefault('weightDecay')}` }
  ),
  classWeights: optional(oneOf(['none', 'balanced']), {
    text: `balanced repeats the training rows of rarer categories until all are about as frequent${byDefault('classWeights')}`
  }),
  engine: optional(engineName, { text: `${engineText}${byDefault('engine')}` }),
  seed: optional(wholeNumber, { text: `random seed; the same one repeats a run${byDefault('seed')}` }),
  out: optional(fileToWrite, { text: 'file to write the model to: JSON if the name ends in .json, else safetensors' }),
  from: optional(text('a file'), { text: 'model to start from, with its network and its columns' }),
  checkpoint: optional(text('a folder'), { text: 'folder for checkpoints' }),
  checkpointEvery: optional(positiveInteger, { text: `epochs between two checkpoints${byDefault('checkpointEvery')}` }),
  keep: optional(positiveInteger, {
    text: `number of latest checkpoints to keep, besides the best${byDefault('keep')}`
  }),
  plot: optional(pictureFile, {
    text: 'SVG file for the training curves and, for two input columns of numbers, the predictions'
  })
}

type Asked = Given<typeof options>

type Configured = Partial<Configuration<typeof options>>

/** The properties that are given. */
const known = <A extends object>(all: A): Partial<A> => {
  const found: Partial<A> = {}
  for (const name in all) if (all[name] !== undefined) found[name] = all[name]
  return found
}

const merged = (configured: Configured, asked: Asked) => Object.assign({}, defaults, known(configured), known(asked))

export interface Settings extends Omit<ReturnType<typeof merged>, 'optimizer' | 'loss' | 'missing' | 'described'> {
  readonly data: string
  readonly target: string
  readonly reading: Expected
  /** What replaces missing values. */
  readonly fill: Fill | undefined
  /** Short form of the hidden layers, or the whole network. If it is `undefined`, the number of rows decides. */
  readonly network: string | UntypedLayer | undefined
  /** If it is `undefined`, the type of the target decides. */
  readonly loss: UntypedLoss | undefined
  readonly optimizer: Optimizer
}

const lossNamed = (name: string | undefined): UntypedLoss | undefined => {
  const found = losses.find(row => row.name === name)?.build({})
  return found !== undefined && isRight(found) ? found.right : undefined
}

/** The optimizer. `Left` if the settings give it two learning rates. */
const optimizerOf = (asked: Asked, configured: Configured): Either<string, Optimizer> => {
  const described = configured.described?.optimizer
  const { optimizer: name, learningRate, weightDecay: decay } = merged(configured, asked)
  const decayed = decay === 0 ? identity<Optimizer> : followedBy(weightDecay(decay))
  if (described === undefined || asked.optimizer !== undefined)
    return right(decayed((optimizers.find(one => one.name === name) ?? optimizers[0]).at(learningRate)))
  return (asked.learningRate ?? configured.learningRate) === undefined
    ? right(decayed(described))
    : left('the learning rate is set twice: the optimizer of the configuration file has its own')
}

const readingOf = (all: Partial<Asked>): Pick<Settings, 'reading' | 'fill'> => {
  const { numbers, categories, drop, missing } = all
  const fill = fills.find(name => name === missing)
  const policy = missing === 'drop' ? missing : fill === undefined ? 'refuse' : 'keep'
  return { fill, reading: { ...writtenAs(all), missing: policy, numbers, categories, drop } }
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
    configuration === undefined ? right<string, Configured>({}) : readConfiguration(options)(...configuration),
    chain((configured: Configured) => {
      const all = merged(configured, asked)
      const { data, target } = all
      const whole = configured.described?.network
      if (data === undefined) return left('--data <file> is missing: expected a table to train on')
      if (target === undefined) return left('--target <column> is missing: expected the name of the column to predict')
      if (/\.onnx$/i.test(all.out ?? ''))
        return left(`--out must not end in .onnx, found ${shortly(all.out)}: pullback export turns a model into ONNX`)
      if (whole !== undefined && configured.layers !== undefined)
        return left('the network is set twice: give either layers or network')
      const set = (['layers', 'numbers', 'categories', 'drop'] as const).find(name => all[name] !== undefined)
      if (all.from !== undefined && (set !== undefined || whole !== undefined))
        return left(`${set ?? 'network'} is set twice: the model in --from has its own`)
      return pipe(
        optimizerOf(asked, configured),
        map(optimizer => ({
          ...all,
          ...readingOf(all),
          data,
          target,
          optimizer,
          network: asked.layers ?? whole ?? all.layers,
          loss: lossNamed(asked.loss) ?? configured.described?.loss ?? lossNamed(configured.loss)
        }))
      )
    })
  )

import { chain, type Either, isRight, left, right } from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import { type Expected, type Fill } from '../../files.js'
import { shortly } from '../../codec/complaint.js'
import { losses } from '../../catalogue/losses.js'
import { optimizers } from '../../catalogue/optimizers.js'
import { followedBy, type Optimizer, type UntypedLayer, type UntypedLoss, weightDecay } from '../../index.js'
import { trainingEngine } from '../engine.js'
import { decode, type Given, option, optional, seed } from '../Option.js'
import * as W from '../Written.js'
import { type Configuration } from './configuration.js'
import { namedLosses } from './loss.js'
import { ofTable, tableFormats, writtenAs } from './reading.js'

const fills = ['mean', 'median', 'most-frequent'] as const

const columns = W.list('names of columns')

/** Default number of rows for validation: a fifth, but none of fewer than 50 rows, and at most 10,000. */
export const defaultShare = (rows: number): number => (rows < 50 ? 0 : Math.min(0.2, 10_000 / rows))

/** Rows. On a larger table the default layer is narrow: its training takes long, and it does not overfit. */
const manyRows = 100_000

export const defaultLayers = (rows: number): string => (rows > manyRows ? '16,relu' : '64,relu')

export const options = {
  data: optional(W.text('a file'), { text: `table to train on: ${tableFormats}` }),
  ...ofTable,
  missing: optional(W.oneOf(['refuse', 'drop', ...fills]), {
    text: 'missing values: refuse (default) stops at the first one, drop skips its row, mean, median and most-frequent fill it in, also in new data (categories always with the most frequent one)',
    value: 'policy'
  }),
  numbers: optional(columns, {
    text: 'columns of numbers with thousands separators, percent signs, currencies or units'
  }),
  categories: optional(columns, { text: 'columns of numbers to treat as categories, separated by commas' }),
  drop: optional(columns, { text: 'columns to leave out' }),
  target: optional(W.text('the name of a column'), { text: 'column to predict' }),
  layers: optional(W.text('sizes and names of layers'), {
    value: 'layers',
    text: `hidden layers, such as 32,relu,dropout:0.2; a number is a dense layer, and identity alone makes a linear model. Default: 64,relu, or 16,relu for more than ${manyRows} rows`
  }),
  loss: optional(W.oneOf(namedLosses), {
    text: `loss function: ${namedLosses.join(', ')}. Default: softmaxCrossEntropy for categories, meanSquaredError for numbers`
  }),
  epochs: option(W.positiveInteger, { text: 'passes over the training data', fallback: '100' }),
  batch: option(W.positiveInteger, { text: 'mini-batch size', fallback: '32' }),
  learningRate: option(W.positiveNumber, { text: 'learning rate of the optimizer', fallback: '0.003' }),
  optimizer: option(W.oneOf(optimizers.map(({ name }) => name)), {
    text: optimizers.map(({ name }) => name).join(', '),
    fallback: optimizers[0].name
  }),
  validation: optional(
    W.numberThat('a number in [0, 1)', x => x >= 0 && x < 1),
    {
      text: `share of rows held out for validation, from 0 up to but not including 1, the same share of every category. The model is that of the epoch with the lowest validation loss. Default: 0.2 from 50 rows on, at most 10000 rows`
    }
  ),
  patience: optional(W.positiveInteger, {
    text: 'stop after this many epochs without a lower loss (the validation loss, if there is one), and keep the best epoch'
  }),
  weightDecay: option(
    W.numberThat('a number of at least 0', x => x >= 0 && x < Infinity),
    { text: 'strength of the weight decay', fallback: '0' }
  ),
  classWeights: option(W.oneOf(['none', 'balanced']), {
    text: 'balanced repeats the training rows of rarer categories until all are about as frequent',
    fallback: 'none'
  }),
  engine: trainingEngine,
  seed,
  out: optional(W.fileToWrite, {
    text: 'file to write the model to: JSON if the name ends in .json, else safetensors'
  }),
  from: optional(W.text('a file'), { text: 'model to start from, with its network and its columns' }),
  checkpoint: optional(W.text('a folder'), { text: 'folder for checkpoints' }),
  checkpointEvery: option(W.positiveInteger, { text: 'epochs between two checkpoints', fallback: '1' }),
  keep: option(W.positiveInteger, { text: 'number of latest checkpoints to keep, besides the best', fallback: '3' }),
  plot: optional(W.pictureFile, {
    text: 'SVG file for the training curves and, for two input columns of numbers, the predictions'
  })
}

type All = Given<typeof options>

export interface Settings extends Omit<All, 'optimizer' | 'loss' | 'missing'> {
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

/** Formats of models that other programs write, and this one does not. */
const foreign = /\.(onnx|pt|pth|h5|keras|pkl|joblib|pb|tflite)$/i

/** Texts of options by name. */
type Texts = Configuration['texts']

const lossNamed = (name: string | undefined): UntypedLoss | undefined => {
  const found = losses.find(row => row.name === name)?.build({})
  return found !== undefined && isRight(found) ? found.right : undefined
}

const optimizerOf = (all: All, asked: Texts, described: Optimizer | undefined): Optimizer => {
  const named = optimizers.find(({ name }) => name === all.optimizer) ?? optimizers[0]
  const isDescribed = described !== undefined && !asked.has('optimizer')
  const decayed = all.weightDecay === 0 ? identity<Optimizer> : followedBy(weightDecay(all.weightDecay))
  return decayed(isDescribed ? described : named.at(all.learningRate))
}

const readingOf = (all: All): Pick<Settings, 'reading' | 'fill'> => {
  const { numbers, categories, drop, missing } = all
  const fill = fills.find(name => name === missing)
  const policy = missing === 'drop' ? missing : fill === undefined ? 'refuse' : 'keep'
  return { fill, reading: { ...writtenAs(all), missing: policy, numbers, categories, drop } }
}

/** A line about a setting that is missing, wrong or set twice. */
const complaintAbout = (all: All, asked: Texts, { texts, described }: Configuration): string | undefined => {
  const { network, optimizer } = described
  const isRateTwice = optimizer !== undefined && (asked.has('learningRate') || texts.has('learningRate'))
  const ofModel = (['layers', 'numbers', 'categories', 'drop'] as const).find(name => all[name] !== undefined)
  const filled = fills.some(name => name === all.missing) ? 'missing' : undefined
  if (all.target === undefined) return '--target <column> is missing: expected the name of the column to predict'
  if (foreign.test(all.out ?? ''))
    return `--out must not end in ${foreign.exec(all.out ?? '')?.[0]}, found ${shortly(all.out)}: pullback export turns a model into ONNX`
  if (network !== undefined && texts.has('layers')) return 'the network is set twice: give either layers or network'
  const twice = ofModel ?? (network === undefined ? filled : 'network')
  if (all.from !== undefined && twice !== undefined) return `${twice} is set twice: the model in --from has its own`
  if (all.drop?.includes(all.target)) return `--drop must not contain the target, found ${shortly(all.target)}`
  return isRateTwice && !asked.has('optimizer')
    ? 'the learning rate is set twice: the optimizer of the configuration file has its own'
    : undefined
}

/**
 * Combines the settings: the command line first, then the configuration file, then the defaults.
 *
 * A `Left` names a setting that is missing or set twice.
 *
 * @param asked texts of the options on the command line, which have been decoded before
 */
export const settle = (asked: Texts, configured: Configuration): Either<string, Settings> =>
  pipe(
    decode(options, name => `${configured.path}: ${name}`)(new Map([...configured.texts, ...asked])),
    chain(all => {
      const { data, target = '' } = all
      const { network, loss, optimizer } = configured.described
      const complaint = complaintAbout(all, asked, configured)
      if (data === undefined) return left('--data <file> is missing: expected a table to train on')
      if (complaint !== undefined) return left(complaint)
      return right({
        ...all,
        ...readingOf(all),
        data,
        target,
        optimizer: optimizerOf(all, asked, optimizer),
        network: asked.has('layers') ? all.layers : (network ?? all.layers),
        loss: (asked.has('loss') ? undefined : loss) ?? lossNamed(all.loss)
      })
    })
  )

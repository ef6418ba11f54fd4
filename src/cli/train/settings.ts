/**
 * What a training is asked for: options of the command line before those of a configuration file before defaults.
 *
 *     { "data": "iris.csv", "target": "species", "layers": "16,relu", "epochs": 200 }
 */
import { chain, type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { parseJson } from '../../codec/json.js'
import { engineName, engineOption } from '../engine.js'
import { decode, type Given, optional } from '../Option.js'
import { numberThat, oneOf, positiveInteger, positiveNumber, text, wholeNumber } from '../Written.js'
import { optimizers } from './optimizers.js'

const share = numberThat('a number of at least 0 and below 1', x => x >= 0 && x < 1)

export const defaults = {
  layers: '16,relu',
  epochs: 100,
  batch: 32,
  learningRate: 0.01,
  optimizer: 'adam',
  seed: 42,
  validation: 0,
  engine: 'auto',
  keep: 3
} as const

/** `(default: 100)` */
const by = (name: keyof typeof defaults): string => `(default: ${defaults[name]})`

export const options = {
  data: optional(text('a file'), { text: 'a table to learn from: CSV with a header, or JSON lines', value: 'file' }),
  target: optional(text('the name of a column'), { text: 'the column to predict', value: 'column' }),
  layers: optional(text('sizes and names of layers'), {
    text: `the hidden layers, sizes of dense ones and names of others ${by('layers')}`,
    value: 'list'
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
    text: `the share of the rows that is not learnt from, but measured ${by('validation')}`,
    value: 'number'
  }),
  engine: optional(engineName, { ...engineOption, text: `${engineOption.text} ${by('engine')}` }),
  seed: optional(wholeNumber, {
    text: `where all randomness comes from; the same seed, the same run ${by('seed')}`,
    value: 'number'
  }),
  out: optional(text('a file'), { text: 'where the model is written, as safetensors', value: 'file' }),
  checkpoint: optional(text('a folder'), { text: 'where the state is written after every epoch', value: 'folder' }),
  keep: optional(positiveInteger, {
    text: `how many of the last checkpoints are kept, beside the best ${by('keep')}`,
    value: 'number'
  }),
  plot: optional(text('a file'), { text: 'where a picture of the training is written, as SVG', value: 'file' })
}

type Asked = Given<typeof options>

export interface Settings {
  readonly data: string
  readonly target: string
  readonly layers: string
  readonly categories: readonly string[]
  readonly epochs: number
  readonly batch: number
  readonly learningRate: number
  readonly optimizer: (typeof optimizers)[number]['name']
  readonly validation: number
  readonly engine: string
  readonly seed: number
  readonly out: string | undefined
  readonly checkpoint: string | undefined
  readonly keep: number
  readonly plot: string | undefined
}

/** What a configuration file says, as if it had been written on the command line. */
const readConfiguration = (path: string, content: string): Either<string, Asked> =>
  pipe(
    parseJson(content, { length: 2 ** 20, depth: 10 }),
    chain(json => {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return left('it must be an object')
      const texts = new Map<string, string>()
      for (const [name, value] of Object.entries(json)) {
        if (!Object.hasOwn(options, name))
          return left(`unknown setting ${JSON.stringify(name)}, expected one of ${Object.keys(options).join(', ')}`)
        if (typeof value !== 'string' && typeof value !== 'number')
          return left(`${name} must be a number or a text, found ${JSON.stringify(value)}`)
        texts.set(name, String(value))
      }
      return decode(options, name => name)(texts)
    }),
    mapReason(path)
  )

const mapReason =
  (path: string) =>
  <A>(result: Either<string, A>): Either<string, A> =>
    result._tag === 'Left' ? left(`${path}: ${result.left}`) : result

/** All settings, or which one is missing. `configuration` is the path and the content of a file. */
export const settle = (
  asked: Asked,
  configuration?: readonly [path: string, content: string]
): Either<string, Settings> =>
  pipe(
    configuration === undefined ? right<string, Partial<Asked>>({}) : readConfiguration(...configuration),
    chain(configured => {
      const data = asked.data ?? configured.data
      const target = asked.target ?? configured.target
      const categories = asked.categories ?? configured.categories
      if (data === undefined) return left('--data must be a file, found nothing')
      if (target === undefined) return left('--target must be the name of a column, found nothing')
      return right({
        data,
        target,
        categories: categories === undefined ? [] : categories.split(',').map(name => name.trim()),
        layers: asked.layers ?? configured.layers ?? defaults.layers,
        epochs: asked.epochs ?? configured.epochs ?? defaults.epochs,
        batch: asked.batch ?? configured.batch ?? defaults.batch,
        learningRate: asked.learningRate ?? configured.learningRate ?? defaults.learningRate,
        optimizer: asked.optimizer ?? configured.optimizer ?? defaults.optimizer,
        validation: asked.validation ?? configured.validation ?? defaults.validation,
        engine: asked.engine ?? configured.engine ?? defaults.engine,
        seed: asked.seed ?? configured.seed ?? defaults.seed,
        keep: asked.keep ?? configured.keep ?? defaults.keep,
        out: asked.out ?? configured.out,
        checkpoint: asked.checkpoint ?? configured.checkpoint,
        plot: asked.plot ?? configured.plot
      })
    })
  )

/** Whatever changes the numbers: training can only go on with the same ones. */
export const decisive = ({
  target,
  layers,
  categories,
  batch,
  learningRate,
  optimizer,
  validation,
  seed
}: Settings) => ({
  target,
  layers,
  categories: categories.join(','),
  batch: String(batch),
  learningRate: String(learningRate),
  optimizer,
  validation: String(validation),
  seed: String(seed)
})

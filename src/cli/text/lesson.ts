import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { createHash } from 'node:crypto'
import {
  adamw,
  clipByGlobalNorm,
  type Dataset,
  dataset,
  encodeText,
  eraseLossTypes,
  type Learner,
  learner,
  onClasses,
  type Params,
  precededBy,
  Schedules,
  selectExamples,
  softmaxCrossEntropy,
  type Vocabulary,
  vocabularyOf,
  vocabularySize
} from '../../index.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Value } from '../../algebra/Value.js'
import { fresh } from '../../tensor/Tensor.js'
import { badData, type Failure } from '../Command.js'
import { networks } from './networks.js'

/** What the network reads and predicts one by one. */
export const tokenKinds = ['characters', 'bytes'] as const

export type Tokens = (typeof tokenKinds)[number]

/** One token, for messages. */
export const one: { readonly [T in Tokens]: string } = { characters: 'character', bytes: 'byte' }

/** Settings of a training run on a text. */
export interface Settings {
  readonly model: keyof typeof networks
  readonly tokens: Tokens
  readonly context: number
  readonly width: number
  readonly layers: number
  readonly steps: number
  readonly batch: number
  readonly seed: number
}

/** Sequences of class numbers, and the same sequences one position later. */
export type Windows = Dataset<Value, Value>

/** A network, and the text that it learns. */
export interface Lesson {
  readonly vocabulary: Vocabulary
  readonly learner: Learner<Params, Value, Value, Value>
  readonly training: Windows
  /** The last tenth of the text. */
  readonly heldOut: Windows
  /** Some of `heldOut`, to measure while the network learns. */
  readonly sample: Windows
  /** Hash of the text, which tells whether a run resumes with the same text. */
  readonly digest: string
}

/** Number of training sequences beyond which they overlap less. */
const mostOverlapping = 50_000

/** Number of held-out tokens to measure while the network learns. */
const sampled = 4096

/** Sequences that start every `spacing` positions, each with its continuation. The numbers must be more than `context`. */
export const windows = (codes: readonly number[], context: number, spacing: number): Windows => {
  const count = Math.floor((codes.length - context - 1) / spacing) + 1
  const from = (start: number) => {
    const numbers = new Float64Array(count * context)
    for (let i = 0; i < count; i++)
      for (let t = 0; t < context; t++) numbers[i * context + t] = codes[i * spacing + t + start] ?? 0
    return fresh<readonly [number, number]>([count, context], numbers)
  }
  return dataset(from(0), from(1))
}

/** Whole batches only, so that every step runs the same program. */
const inWholeBatches = (examples: Windows, batch: number): Windows => {
  const kept = examples.size - (examples.size % batch)
  return kept === 0 || kept === examples.size
    ? examples
    : selectExamples(Array.from({ length: kept }, (_, i) => i))(examples)
}

/** At most `count` examples, at equal distances. */
const evenly = (examples: Windows, count: number): Windows =>
  count >= examples.size
    ? examples
    : selectExamples(Array.from({ length: count }, (_, i) => Math.floor((i * examples.size) / count)))(examples)

/** The highest learning rate of each network. */
const rate = { gpt: 0.003, lstm: 0.004, rnn: 0.002 } as const

/** AdamW with a warm-up and half a cosine to a tenth of the rate. Clipping keeps the gradients of recurrent networks finite. */
const optimizerFor = ({ model, steps }: Settings) => {
  const warming = Math.ceil(steps / 20)
  const schedule = pipe(
    Schedules.cosine(rate[model], Math.max(1, steps - warming), rate[model] / 10),
    Schedules.warmUp(warming)
  )
  return pipe(adamw(schedule), precededBy(clipByGlobalNorm(1)))
}

/** Splits a text, and builds the network and the learner. Fails if the text is too short. */
export const lessonOf = (path: string, text: string, settings: Settings): Either<Failure, Lesson> => {
  const { model, tokens, context, width, layers, batch } = settings
  const vocabulary: Vocabulary = { ...(tokens === 'bytes' ? { tokens } : vocabularyOf(text)), context }
  const encoded = encodeText(vocabulary)(text)
  const codes = encoded._tag === 'Right' ? encoded.right : []
  const held = Math.max(context + 1, Math.floor(codes.length / 10))
  const learnt = codes.length - held
  if (learnt < context + 1)
    return left(
      badData(
        `${path} must have at least ${2 * (context + 1)} ${tokens} for --context ${context}, found ${codes.length}: choose a smaller --context`
      )
    )
  const network = networks[model].build({ vocabulary: vocabularySize(vocabulary), context, width, layers })
  const spacing = Math.min(context, Math.max(Math.ceil(context / 4), Math.ceil(learnt / mostOverlapping)))
  const heldOut = windows(codes.slice(learnt), context, context)
  return right({
    vocabulary,
    learner: learner(network, eraseLossTypes(onClasses(softmaxCrossEntropy())), optimizerFor(settings)),
    training: inWholeBatches(windows(codes.slice(0, learnt), context, spacing), batch),
    heldOut,
    sample: evenly(heldOut, Math.max(1, Math.floor(sampled / context))),
    digest: createHash('sha256').update(text).digest('hex')
  })
}

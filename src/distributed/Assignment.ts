import { bind, bindTo, type Either, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { tensorsOf, type Value } from '../algebra/Value.js'
import { whole } from '../codec/whole.js'
import { type Dataset } from '../data/Dataset.js'
import { type Described, describeLearner, descriptions, learnerFrom } from './described.js'
import { type EngineName } from './engines.js'
import { type Site } from './Site.js'
import { Form, formOf, inForm, type Packed, packedWire, tensorsIn, adapted, type Wire } from './Wire.js'

/** Examples with types that are known at run time only. */
export type Examples = Dataset<Value, Value>

/** A file of examples that every machine has below its data folder. `writeExamples` writes one. */
export interface ExamplesFile {
  /** Path below the data folder. */
  readonly file: string
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string
}

/** A learner and its examples: the job of works that train. */
export interface Assignment extends Described {
  readonly examples: Examples | ExamplesFile
  readonly engine: EngineName
  readonly batchSize: number
  readonly shuffle: boolean
}

const forms = { inputs: Form, targets: Form }

/** Decoder of a file of examples. */
export const FileName = t.type({
  file: t.refinement(t.string, name => name.length <= 1000, 'a path of at most 1000 characters'),
  sha256: t.refinement(t.string, hash => /^[0-9a-f]{64}$/.test(hash), '64 hexadecimal digits')
})

/** Decoder of examples in a message: a file, or the structure of tensors that follow. */
export const Placed = t.union([t.type({ file: FileName }), t.type({ forms: t.type(forms), size: whole })])

/** Decoder of a positive integer with a bound, so that a message cannot request endless work. */
export const upTo = (most: number): t.Type<number> =>
  t.refinement(t.number, n => Number.isSafeInteger(n) && n > 0 && n <= most, `a positive integer up to ${most}`)

/** Decoder of the name of an engine. */
export const engineType = t.keyof({
  eager: null,
  javascript: null,
  wasm: null,
  onnx: null
} satisfies Record<EngineName, null>)

const Content = t.type({
  ...descriptions,
  engine: engineType,
  batchSize: upTo(2 ** 31),
  shuffle: t.boolean,
  examples: Placed
})

/** Whether examples are in a file. */
export const isFile = (examples: Examples | ExamplesFile): examples is ExamplesFile => 'file' in examples

/** Examples as tensors, with their structure as JSON. */
export const packExamples = (examples: Examples | ExamplesFile): Packed<t.TypeOf<typeof Placed>> =>
  isFile(examples)
    ? { content: { file: { file: examples.file, sha256: examples.sha256 } }, tensors: [] }
    : {
        content: {
          forms: { inputs: formOf(examples.inputs), targets: formOf(examples.targets) },
          size: examples.size
        },
        tensors: [...tensorsOf(examples.inputs), ...tensorsOf(examples.targets)]
      }

/** Examples from tensors and their structure. */
export const unpackExamples = ({
  content,
  tensors
}: Packed<t.TypeOf<typeof Placed>>): Either<string, Examples | ExamplesFile> => {
  if ('file' in content) return right(content.file)
  const { forms, size } = content
  const count = tensorsIn(forms.inputs)
  const expected = count + tensorsIn(forms.targets)
  if (count === 0 || tensors.length !== expected)
    return left(`expected ${expected} tensors of inputs and targets, found ${tensors.length}`)
  const other = tensors.find(({ shape }) => shape[0] !== size)
  if (size === 0 || other !== undefined)
    return left(`every tensor of examples must have ${size} rows, found ${other?.shape[0] ?? 0}`)
  return right({ size, inputs: inForm(forms.inputs, tensors), targets: inForm(forms.targets, tensors.slice(count)) })
}

/**
 * Sends a learner as descriptions, and its examples as tensors or as the name of a file.
 *
 * @param site has the builders of custom kinds
 */
export const assignmentWire = (site: Site): Wire<Assignment> =>
  adapted(
    packedWire('job', Content),
    ({ engine, batchSize, shuffle, examples, ...described }) => {
      const { content, tensors } = packExamples(examples)
      return pipe(
        describeLearner(site)(described),
        map(written => ({ content: { ...written, engine, batchSize, shuffle, examples: content }, tensors }))
      )
    },
    ({ content: { engine, batchSize, shuffle, examples, ...written }, tensors }) =>
      pipe(
        learnerFrom(site)(written),
        bindTo('described'),
        bind('examples', () => unpackExamples({ content: examples, tensors })),
        map(({ described, examples }) => ({ ...described, engine, batchSize, shuffle, examples }))
      )
  )

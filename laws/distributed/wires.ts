/** Generates what travels between machines, for every wire of the library. */
import * as fc from 'fast-check'
import { type Params, sameValue, type Value } from '../../src/algebra/Value.js'
import { type Assignment, type Examples, type ExamplesFile, isFile } from '../../src/distributed/Assignment.js'
import { Message } from '../../src/distributed/bullmq/message.js'
import { type Described } from '../../src/distributed/described.js'
import { engineNames } from '../../src/distributed/engines.js'
import { evaluateWork } from '../../src/distributed/evaluate.js'
import { examplesWire } from '../../src/distributed/examplesFile.js'
import { gradientWork, type Shards, type Slope } from '../../src/distributed/gradient.js'
import { type Start, type Steps, stepsWork } from '../../src/distributed/steps.js'
import { jsonWire } from '../../src/distributed/Wire.js'
import { type Sweep, trainWork, type Trial } from '../../src/distributed/train.js'
import { type Stepped } from '../../src/learning/StepProgram.js'
import { type Seed } from '../../src/tensor/Random.js'
import { saved } from '../codec/codecLaws.js'
import { anyNumber, type Drawn, exactly, first, tensorOf, text } from '../codec/Drawn.js'
import { anyLoss } from '../codec/loss.js'
import { anyNetworkUsed } from '../codec/network.js'
import { anyOptimizer } from '../codec/optimizer.js'
import { shape, value } from '../generator/value.js'
import { type Exhibit, type Law } from '../law/Law.js'
import { type Result } from '../law/verify.js'
import { type LayerSubject } from '../subject/LayerSubject.js'
import { layerSubjects } from '../subject/layers.js'
import { showValue } from '../value/Numbers.js'
import { lawWires } from './lawWires.js'
import { wireLaws } from './wireLaws.js'

/** Values that JSON shows to the last bit. */
const plain = <A>(values: fc.Arbitrary<A>): fc.Arbitrary<Drawn<A>> =>
  values.map(value => ({
    value,
    differs: found => first(['the value', exactly(found) === exactly(value)]),
    exhibits: [['value', exactly(value)]]
  }))

/** Values with tensors, and the other fields as a plain list. */
const withTensors = <A>(
  values: fc.Arbitrary<A>,
  tensors: (value: A) => Value,
  others: (value: A) => readonly unknown[] = () => []
): fc.Arbitrary<Drawn<A>> =>
  values.map(value => ({
    value,
    differs: found =>
      first(
        ['a tensor', sameValue(tensors(found), tensors(value))],
        ['a number', exactly(others(found)) === exactly(others(value))]
      ),
    exhibits: [
      ['tensors', showValue(tensors(value))],
      ['numbers', exactly(others(value))]
    ]
  }))

const anyTensor = shape().chain(tensorOf)
const anyParams: fc.Arbitrary<Params> = fc.array(anyTensor, { maxLength: 3 })
const count = fc.integer({ min: 1, max: 2 ** 20 })
const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const seed: fc.Arbitrary<Seed> = fc.tuple(word, word, word, word)
const maybe = <A>(values: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> => fc.option(values, { nil: undefined })
const hash = fc.stringMatching(/^[0-9a-f]{64}$/)

/** A tensor, or a tuple of them, also within a tuple. */
const anyShapes = fc.oneof(shape(2), fc.tuple(shape(1), fc.tuple(shape(2), shape(1))))

const anyExamples: fc.Arbitrary<Examples | ExamplesFile> = fc.oneof(
  fc.record({ file: text, sha256: hash }),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), anyShapes, anyShapes)
    .chain(([size, inputs, targets]) =>
      fc.record({ size: fc.constant(size), inputs: value(size, inputs), targets: value(size, targets) })
    )
)

const sameExamples = (one: Examples | ExamplesFile, other: Examples | ExamplesFile): boolean =>
  isFile(one) || isFile(other)
    ? exactly(one) === exactly(other)
    : one.size === other.size && sameValue([one.inputs, one.targets], [other.inputs, other.targets])

const showExamples = (examples: Examples | ExamplesFile): Exhibit => [
  'examples',
  isFile(examples) ? exactly(examples) : showValue([examples.inputs, examples.targets])
]

/** A learner as descriptions, with something plain beside it. */
const described = <A extends object>(
  table: readonly LayerSubject[],
  others: fc.Arbitrary<A>
): fc.Arbitrary<Drawn<Described & A>> =>
  fc.tuple(anyNetworkUsed(table), anyLoss, anyOptimizer, others).map(([network, loss, optimizer, rest]) => {
    const plainOf = (value: A): string =>
      exactly(Object.keys(rest).map(key => Object.entries(value).find(([k]) => k === key)))
    return {
      value: { network: network.value, loss: loss.value, optimizer: optimizer.value, ...rest },
      differs: found =>
        network.differs(found.network) ??
        loss.differs(found.loss) ??
        optimizer.differs(found.optimizer) ??
        first(['a setting', plainOf(found) === plainOf(rest)]),
      exhibits: [...network.exhibits, ...loss.exhibits, ...optimizer.exhibits, ['settings', exactly(rest)]]
    }
  })

const settings = {
  engine: fc.constantFrom(...engineNames),
  batchSize: fc.integer({ min: 1, max: 2 ** 31 }),
  shuffle: fc.boolean()
}

const anyAssignment = (table: readonly LayerSubject[]): fc.Arbitrary<Drawn<Assignment>> =>
  fc.tuple(described(table, fc.record(settings)), anyExamples).map(([drawn, examples]) => ({
    value: { ...drawn.value, examples },
    differs: found => drawn.differs(found) ?? first(['the examples', sameExamples(found.examples, examples)]),
    exhibits: [...drawn.exhibits, showExamples(examples)]
  }))

const anySweep: fc.Arbitrary<Drawn<Sweep>> = fc
  .record({
    training: anyExamples,
    validation: maybe(anyExamples),
    epochs: fc.integer({ min: 1, max: 1_000_000 }),
    patience: maybe(fc.integer({ min: 1, max: 1_000_000 })),
    engine: settings.engine,
    isClassifier: fc.boolean()
  })
  .map(sweep => {
    const { training, validation, ...rest } = sweep
    const plainOf = ({ epochs, patience, engine, isClassifier }: typeof rest): string =>
      exactly([epochs, patience, engine, isClassifier])
    const sameValidation = (found: Sweep['validation']): boolean =>
      found === undefined || validation === undefined ? found === validation : sameExamples(found, validation)
    return {
      value: sweep,
      differs: found =>
        first(
          ['the training examples', sameExamples(found.training, training)],
          ['the validation examples', sameValidation(found.validation)],
          ['a setting', plainOf(found) === plainOf(rest)]
        ),
      exhibits: [showExamples(training), ['settings', plainOf(rest)]]
    }
  })

const reference = fc.oneof(hash, fc.stringMatching(/^=[A-Za-z0-9+/]{0,20}={0,2}$/))
const short = fc.string({ maxLength: 20 })

const anyMessage: fc.Arbitrary<Drawn<Message>> = plain(
  fc.record({
    version: short,
    work: short,
    result: short,
    job: reference,
    state: reference,
    part: reference,
    check: maybe(fc.record({ state: reference, part: reference, digest: hash, machine: short, anyBits: fc.boolean() }))
  })
)

const whole = fc.maxSafeNat()
const integer = fc.maxSafeInteger()

const anyResult = plain<Result>(
  fc.record(
    {
      law: text,
      statement: text,
      verdict: fc.constantFrom('holds' as const, 'partial' as const, 'fails' as const, 'inconclusive' as const),
      runs: whole,
      checks: whole,
      undecided: whole,
      skipped: whole,
      reached: fc.dictionary(fc.constantFrom('zero', 'negative'), whole, { noNullPrototype: true }),
      reason: text,
      notes: fc.array(text, { maxLength: 2 }),
      unreached: fc.array(text, { maxLength: 2 }),
      counterexample: fc.record(
        {
          message: text,
          exhibits: fc.array(fc.tuple(text, text), { maxLength: 2 }),
          seed: integer,
          path: text,
          cause: text,
          entry: fc.record({ place: text, analytic: anyNumber, numeric: anyNumber, tolerance: anyNumber }),
          sweep: fc.array(fc.record({ step: anyNumber, numeric: anyNumber }), { maxLength: 2 })
        },
        { requiredKeys: ['message', 'exhibits', 'seed', 'path'] }
      )
    },
    { requiredKeys: ['law', 'statement', 'verdict', 'runs', 'checks', 'undecided', 'skipped', 'reached'] }
  )
)

/**
 * The laws of all wires: jobs, states, parts and results of every work, examples in a file, and the messages on a queue.
 *
 * @param table the layers of the random networks. Default: those of the catalogue.
 * @example verify(everyWireLaw())
 */
export const everyWireLaw = (table: readonly LayerSubject[] = layerSubjects): readonly Law[] => {
  const networks = saved(table)
  const [gradient, steps, train, evaluate] = [gradientWork(), stepsWork(), trainWork(), evaluateWork()]
  const start = { params: anyParams, memory: anyParams }
  const tensorsOf = ({ params, memory }: Pick<Start, 'params' | 'memory'>): Value => [params, memory]
  return [
    ...wireLaws('job of a training', gradient.job, anyAssignment(networks)),
    ...wireLaws(
      'state of a gradient',
      gradient.state,
      withTensors(anyParams, params => params)
    ),
    ...wireLaws(
      'part of a gradient',
      gradient.part,
      plain<Shards>(fc.record({ step: whole, seed, first: whole, count, of: count }))
    ),
    ...wireLaws(
      'result of a gradient',
      gradient.result,
      withTensors<Slope>(
        fc.record({ gradient: anyParams, loss: anyNumber }),
        ({ gradient }) => gradient,
        ({ loss }) => [loss]
      )
    ),
    ...wireLaws(
      'state of steps',
      steps.state,
      withTensors<Start>(fc.record({ ...start, rateFactor: anyNumber }), tensorsOf, ({ rateFactor }) => [rateFactor])
    ),
    ...wireLaws('part of steps', steps.part, plain<Steps>(fc.record({ seed, step: whole, count }))),
    ...wireLaws(
      'result of steps',
      steps.result,
      withTensors<Stepped<Params>>(
        fc.record({ ...start, losses: fc.array(anyNumber, { maxLength: 4 }) }),
        tensorsOf,
        ({ losses }) => Array.from(losses)
      )
    ),
    ...wireLaws('job of a sweep', train.job, anySweep),
    ...wireLaws('state of a sweep', train.state, described(networks, fc.record({ batchSize: settings.batchSize }))),
    ...wireLaws('part of a sweep', train.part, plain(integer)),
    ...wireLaws(
      'result of a sweep',
      train.result,
      withTensors<Trial>(
        fc.record({
          params: anyParams,
          epoch: whole,
          loss: anyNumber,
          validationLoss: maybe(anyNumber),
          accuracy: maybe(anyNumber)
        }),
        ({ params }) => params,
        ({ epoch, loss, validationLoss, accuracy }) => [epoch, loss, validationLoss, accuracy]
      )
    ),
    ...wireLaws('part of an evaluation', evaluate.part, plain(fc.record({ from: whole, to: whole }))),
    ...wireLaws(
      'result of an evaluation',
      evaluate.result,
      anyShapes
        .chain(shapes => value(2, shapes))
        .map(drawn => ({
          value: drawn,
          differs: found => first(['a tensor', sameValue(found, drawn)]),
          exhibits: [['value', showValue(drawn)]]
        }))
    ),
    ...wireLaws('job of laws', lawWires.job, plain(fc.option(integer, { nil: undefined }))),
    ...wireLaws('part of laws', lawWires.part, plain(fc.record({ group: integer, law: integer, seed: integer }))),
    ...wireLaws('result of laws', lawWires.result, anyResult),
    ...wireLaws(
      'file of examples',
      examplesWire,
      anyExamples.map(examples => ({
        value: examples,
        differs: found => first(['the examples', sameExamples(found, examples)]),
        exhibits: [showExamples(examples)]
      }))
    ),
    ...wireLaws('message', jsonWire('message', Message), anyMessage)
  ]
}

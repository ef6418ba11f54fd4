/** Every built-in layer, loss, optimizer, schedule and initializer has a catalogue row, and codecs can save it. */
import { chain, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as pullback from 'pullback'
import {
  builtFrom,
  hinge,
  Initializers,
  codecKind,
  lossCodec,
  lossFrom,
  networkCodec,
  noSettings,
  optimizerCodec,
  parseJson,
  Randoms,
  scaleBy,
  Schedules,
  scheduleCodec,
  tanh
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { layers } from '../../src/catalogue/layers.js'
import { losses } from '../../src/catalogue/losses.js'
import { initializers } from '../../src/catalogue/initializers.js'
import { optimizers } from '../../src/catalogue/optimizers.js'
import { exampleOf } from '../../src/catalogue/Row.js'
import { schedules } from '../../src/catalogue/schedules.js'
import { transformations } from '../../src/catalogue/transformations.js'
import { type Codec } from '../../src/codec/Codec.js'
import { knowledge as knownLayers, layerSubjects } from '../../laws/subject/layers.js'
import { sequenceCombinators } from '../../laws/subject/sequence.js'
import { knowledge as knownLosses, lossSubjects } from '../../laws/subject/losses.js'
import { knowledge as knownOptimizers, optimizerSubjects } from '../../laws/subject/optimizers.js'
import { knowledge as knownSchedules, scheduleSubjects } from '../../laws/subject/schedules.js'
import { type Description, isAsItLearns, parametersOf } from '../../src/layer/Description.js'
import { everySchedule } from '../learning/schedule/every.js'

/** The public names with a file in a folder: `dense` in src/layer/dense.ts. */
const publicIn = (...folders: readonly string[]): readonly string[] =>
  folders
    .flatMap(folder => readdirSync(fileURLToPath(new URL(`../../src/${folder}`, import.meta.url))))
    .filter(file => file.endsWith('.ts'))
    .map(file => file.replace(/\.ts$/, ''))
    .filter(name => name in pullback && /^[a-z]/.test(name))

const layerFolders = ['layer', 'layer/activation', 'layer/image', 'layer/normalization']

const backThroughText = <A extends { readonly description: Description }>(codec: Codec<A>, value: A) =>
  pipe(
    codec.encode(value),
    chain(json => parseJson(JSON.stringify(json))),
    chain(codec.decode),
    map(({ description }) => description)
  )

/** Whether a codec knows a kind. It may still refuse the missing configuration or parts. */
const knows = ({ decode }: Pick<Codec<unknown>, 'decode'>, name: string, kind: string): boolean => {
  const found = decode({ format: `pullback ${name}`, version: 1, [name]: { kind } })
  return !isLeft(found) || !found.left.includes('needs a builder registered under this name')
}

/** The kind of the description of a row's layers: `identity` describes itself as a sequence of no layers. */
const kindOfRow = (name: string): string => (name === 'identity' ? 'sequence' : name)

describe('layers', () => {
  const codec = networkCodec()

  test('every layer has a row', () => {
    const rows = new Set(layers.map(({ name }) => name))
    // These functions have no kind, or a kind that is saved with its part (`named`) or not at all (`frozen`). A layer made by
    // `activation` or `combinator` is saved under the kind that the user registers.
    expect(publicIn(...layerFolders).filter(name => !rows.has(name))).toEqual([
      'andThen',
      'combinator',
      'eraseTypes',
      'frozen',
      'named',
      'packParams',
      'paramsByName',
      'splitParams',
      'trainingForm',
      'activation'
    ])
  })

  test('the codec knows every combinator', () => {
    // The description of `repeat` is a sequence.
    expect(publicIn('layer/combinator').filter(name => !knows(codec, 'network', name))).toEqual(['repeat'])
    expect(knows(codec, 'network', 'sequence')).toBe(true)
  })

  test('every layer on sequences has a row, is known to the codec, or is a composition', () => {
    const rows = new Set(layers.map(({ name }) => name))
    expect(publicIn('layer/sequence').filter(name => !rows.has(name) && !knows(codec, 'network', name))).toEqual([])
  })

  test('every row has subjects of its kind; the other subjects are combinators and custom activations', () => {
    const names = layers.map(({ name }) => name)
    const subjects = new Map(layerSubjects.map(({ name, layers }) => [name, layers]))
    for (const name of names) {
      expect(subjects.get(name)?.length).toBeGreaterThan(0)
      for (const { description } of subjects.get(name) ?? [])
        expect(description.kind.replace('.training', '')).toBe(kindOfRow(name))
    }
    const combinators = new Set(sequenceCombinators.map(({ name }) => name))
    const others = layerSubjects.filter(({ name }) => !names.includes(name) && !combinators.has(name))
    expect(others.map(({ name }) => name)).toEqual(['sine', 'absolute value', 'positive part'])
    expect(others.flatMap(({ layers }) => layers).map(({ description }) => description.kind)).toEqual(
      others.map(() => 'activation')
    )
    expect(Object.keys(knownLayers).filter(name => !names.includes(name))).toEqual([])
  })

  test.each(layers.map(row => [row.name, row] as const))('%s: the example', (name, row) => {
    const example = exampleOf(row)
    expect(example.description.kind).toBe(kindOfRow(name))
    expect(backThroughText(codec, example)).toEqual(right(example.description))
  })

  const savable = layerSubjects.filter(({ name }) => layers.some(row => row.name === name))
  test.each(savable.map(subject => [subject.name, subject] as const))('%s', (_, subject) => {
    for (const layer of subject.layers.filter(({ description }) => !isAsItLearns(description.kind)))
      expect(backThroughText(codec, layer)).toEqual(right(layer.description))
  })

  test('the training form of a layer is refused', () => {
    const learning = layerSubjects
      .flatMap(({ layers }) => layers)
      .filter(({ description }) => isAsItLearns(description.kind))
    expect(learning.map(codec.encode)).toEqual([
      left(
        'batchNorm.training(2, 0.00001) cannot be saved: network: the training form of a layer cannot be saved: save the layer itself'
      )
    ])
  })
})

/** Names of tensors in files. Renaming one would make saved files unreadable. */
test('the names of the parameters of layers', () => {
  const learning = layerSubjects.filter(({ name }) => publicIn(...layerFolders).includes(name))
  const names = learning.flatMap(({ name, layers: [layer] }) => {
    const found = layer === undefined ? [] : parametersOf(layer.description)
    return found.length === 0 ? [] : [[name, found.map(({ name }) => name)] as const]
  })
  expect(Object.fromEntries(names)).toEqual({
    dense: ['weight', 'bias'],
    convolution: ['weight', 'bias'],
    convolution1d: ['weight', 'bias'],
    transposedConvolution: ['weight', 'bias'],
    bilinear: ['weight', 'bias'],
    prelu: ['slope'],
    embedding: ['weight'],
    batchNorm: ['gain', 'bias'],
    layerNorm: ['gain', 'bias'],
    groupNorm: ['gain', 'bias'],
    instanceNorm: ['gain', 'bias'],
    rmsNorm: ['gain']
  })
})

describe('every codec', () => {
  test.each([
    [
      'network',
      'a layer',
      'dense',
      () => networkCodec(),
      () => networkCodec({ dense: builtFrom(noSettings, () => tanh()) })
    ],
    ['loss', 'a loss', 'huber', () => lossCodec(), () => lossCodec({ huber: lossFrom(noSettings, () => hinge()) })],
    [
      'optimizer',
      'an optimizer',
      'adam',
      () => optimizerCodec(),
      () => optimizerCodec({ adam: codecKind(noSettings, () => scaleBy(1)) })
    ],
    [
      'schedule',
      'a schedule',
      'cosine',
      () => scheduleCodec(),
      () => scheduleCodec({ cosine: codecKind(noSettings, () => Schedules.constant(1)) })
    ]
  ] as const)(
    'of a %s names the expected format, and refuses custom kinds with built-in names',
    (name, what, taken, codec, ownCodec) => {
      const refused = (json: unknown) => codec().decode(json)
      expect(refused({})).toEqual(left(`format must be "pullback ${name}", found nothing`))
      const format = `pullback ${name}`
      expect(refused({ format, version: 2 })).toEqual(left('version must be 1, found 2'))
      expect(refused({ format, version: 1 })).toEqual(left(`${name} must be an object, found nothing`))
      for (const [described, line] of [
        [{ kind: 'x', parts: {} }, 'parts must be a list of descriptions, found an object'],
        [{ kind: 'x', parts: [[]] }, 'parts[0] must be an object, found a list of length 0'],
        [{ kind: 'x', configuration: [] }, 'configuration must be an object of settings, found a list of length 0'],
        [{ parts: [] }, 'kind must be a string, found nothing']
      ] as const)
        expect(refused({ format, version: 1, [name]: described })).toEqual(left(`${name}.${line}`))
      expect(ownCodec).toThrow(
        new RangeError(`There is already ${what} called "${taken}": register yours under another name`)
      )
    }
  )
})

describe('losses', () => {
  test('every loss has a row', () => {
    const rows = new Set(losses.map(({ name }) => name))
    // `penalised` takes a function, so its losses are saved under the kind that the user registers.
    expect(publicIn('learning/loss').filter(name => !rows.has(name))).toEqual(['penalised'])
  })

  test('every row has a subject, and the laws have no other loss', () => {
    const names = losses.map(({ name }) => name)
    expect(lossSubjects.map(({ name }) => name)).toEqual(names)
    expect(Object.keys(knownLosses).filter(name => !names.includes(name))).toEqual([])
  })

  test.each(lossSubjects.map(({ name, loss }) => [name, loss] as const))('%s', (name, loss) => {
    expect(loss.description.kind).toBe(name)
    expect(backThroughText(lossCodec(), loss)).toEqual(right(loss.description))
  })
})

describe('optimizers', () => {
  const names = [...optimizers, ...transformations].map(({ name }) => name)

  test('every optimizer has a row', () => {
    expect(publicIn('learning/optimizer').filter(name => !names.includes(name))).toEqual([])
  })

  test('every row has a subject, and the laws have no other optimizer', () => {
    expect(optimizerSubjects.map(({ name }) => name)).toEqual(names)
    expect(Object.keys(knownOptimizers).filter(name => !names.includes(name))).toEqual([])
  })

  test('the description of a row without a builder is a sequence', () => {
    const composed = optimizers.filter(({ build }) => build === undefined)
    expect(composed.map(({ at }) => at(1).description.kind)).toEqual(composed.map(() => 'sequence'))
  })

  test.each(optimizerSubjects.map(subject => [subject.name, subject] as const))('%s', (_, { optimizer }) => {
    expect(backThroughText(optimizerCodec(), optimizer)).toEqual(right(optimizer.description))
  })
})

describe('schedules', () => {
  const names = schedules.map(({ name }) => name)

  test('every schedule has a row', () => {
    expect(Object.keys(Schedules).toSorted()).toEqual(names.toSorted())
    expect(names.filter(name => !knows(scheduleCodec(), 'schedule', name))).toEqual([])
    expect(knows(scheduleCodec(), 'schedule', 'mine')).toBe(false)
  })

  test('every row has a subject, and the laws have no other schedule', () => {
    expect([...scheduleSubjects.keys()]).toEqual(names)
    expect(Object.keys(knownSchedules).filter(name => !names.includes(name))).toEqual([])
  })

  test.each([...everySchedule, ...scheduleSubjects])('%s', (name, schedule) => {
    expect(schedule.description.kind).toBe(name)
    expect(backThroughText(scheduleCodec(), schedule)).toEqual(right(schedule.description))
  })
})

describe('initializers', () => {
  test('every initializer has a row, except the aliases from PyTorch', () => {
    const names = initializers.map(({ name }) => name)
    const others = ['xavierNormal', 'xavierUniform', 'kaimingNormal', 'kaimingUniform']
    expect(Object.keys(Initializers).toSorted()).toEqual([...names, ...others].toSorted())
  })

  test.each(initializers.map(row => [row.name, row] as const))('%s: the example can be built and drawn', (_, row) => {
    const [drawn] = exampleOf(row)([3, 4])(Randoms.seed(1))
    expect(drawn.shape).toEqual([3, 4])
  })
})

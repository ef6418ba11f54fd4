/** Whatever there is to build networks and trainings of can be saved: what is added without a codec fails here. */
import { chain, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as pullback from 'pullback'
import {
  builtFrom,
  hinge,
  kind,
  lossCodec,
  lossFrom,
  networkCodec,
  noSettings,
  optimizerCodec,
  parseJson,
  scaleBy,
  Schedule,
  scheduleCodec,
  tanh
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { layers } from '../../src/catalogue/layers.js'
import { losses } from '../../src/catalogue/losses.js'
import { optimizers } from '../../src/catalogue/optimizers.js'
import { type Codec } from '../../src/codec/Codec.js'
import { type Description, isAsItLearns, parametersOf } from '../../src/layer/Description.js'
import { everySchedule } from '../learning/schedule/every.js'

/** The public names that have a file of their own in a folder: `dense` in src/layer/dense.ts. */
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

/** Whether a codec knows a kind: all that it may find wrong is what is missing inside. */
const knows = ({ decode }: Pick<Codec<unknown>, 'decode'>, name: string, kind: string): boolean => {
  const found = decode({ format: `pullback ${name}`, version: 1, [name]: { kind } })
  return !isLeft(found) || !found.left.includes('is registered under the name')
}

describe('layers', () => {
  const codec = networkCodec()

  test('every layer has a row', () => {
    const rows = new Set(layers.map(({ name }) => name))
    // These make no layer of their own kind; a layer made by `activation` or `combinator` is saved under the user's name for it.
    expect(publicIn(...layerFolders).filter(name => !rows.has(name))).toEqual([
      'andThen',
      'combinator',
      'eraseTypes',
      'trainingForm',
      'activation'
    ])
  })

  test('every combinator is known', () => {
    // A repetition describes itself as a sequence.
    expect(publicIn('layer/combinator').filter(name => !knows(codec, 'network', name))).toEqual(['repeat'])
    expect(knows(codec, 'network', 'sequence')).toBe(true)
  })

  test('a row without a builder is an activation of one’s own', () => {
    const rows = layers.filter(({ build }) => build === undefined)
    expect(rows.map(({ name }) => name)).toEqual(['sine', 'absolute value', 'positive part'])
    expect(rows.flatMap(row => row.layers).map(({ description }) => description.kind)).toEqual(
      rows.map(() => 'activation')
    )
  })

  test.each(layers.filter(({ build }) => build !== undefined).map(row => [row.name, row] as const))('%s', (_, row) => {
    for (const layer of row.layers.filter(({ description }) => !isAsItLearns(description.kind)))
      expect(backThroughText(codec, layer)).toEqual(right(layer.description))
  })

  test('the training form of a layer is refused', () => {
    const learning = layers.flatMap(row => row.layers).filter(({ description }) => isAsItLearns(description.kind))
    expect(learning.map(codec.encode)).toEqual([
      left(
        'batchNorm.training(2, 0.00001) cannot be saved: network: the training form of a layer is not saved: save the layer'
      )
    ])
  })
})

/** A file holds its tensors under these: another name, and what was saved cannot be read. */
test('the names of what layers learn', () => {
  const learning = layers.filter(({ name }) => publicIn(...layerFolders).includes(name))
  const names = learning.flatMap(({ name, layers: [layer] }) => {
    const found = layer === undefined ? [] : parametersOf(layer.description)
    return found.length === 0 ? [] : [[name, found.map(({ name }) => name)] as const]
  })
  expect(Object.fromEntries(names)).toEqual({
    dense: ['weight', 'bias'],
    convolution: ['weight', 'bias'],
    embedding: ['weight'],
    batchNorm: ['gain', 'bias'],
    layerNorm: ['gain', 'bias'],
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
      () => optimizerCodec({ adam: kind(noSettings, () => scaleBy(1)) })
    ],
    [
      'schedule',
      'a schedule',
      'cosine',
      () => scheduleCodec(),
      () => scheduleCodec({ cosine: kind(noSettings, () => Schedule.constant(1)) })
    ]
  ] as const)('of a %s says what it reads, and keeps its names', (name, what, taken, codec, ownCodec) => {
    const refused = (json: unknown) => codec().decode(json)
    expect(refused({})).toEqual(left(`format must be "pullback ${name}", found nothing`))
    const format = `pullback ${name}`
    expect(refused({ format, version: 2 })).toEqual(left('version must be 1, found 2'))
    expect(refused({ format, version: 1 })).toEqual(left(`${name} must be an object, found nothing`))
    for (const [described, line] of [
      [{ kind: 'x', parts: {} }, 'parts must be a list of descriptions, found an object'],
      [{ kind: 'x', parts: [[]] }, 'parts[0] must be an object, found a list of 0'],
      [{ kind: 'x', configuration: [] }, 'configuration must be an object of settings, found a list of 0'],
      [{ parts: [] }, 'kind must be a text, found nothing']
    ] as const)
      expect(refused({ format, version: 1, [name]: described })).toEqual(left(`${name}.${line}`))
    expect(ownCodec).toThrow(new RangeError(`There is ${what} called "${taken}" already`))
  })
})

describe('losses', () => {
  test('every loss has a row', () => {
    const rows = new Set(losses.map(({ name }) => name))
    expect(publicIn('learning/loss').filter(name => !rows.has(name))).toEqual([])
  })

  test.each(losses.map(row => [row.name, row] as const))('%s', (name, { loss }) => {
    expect(loss.description.kind).toBe(name)
    expect(backThroughText(lossCodec(), loss)).toEqual(right(loss.description))
  })
})

describe('optimizers', () => {
  test('every optimizer has a row', () => {
    const rows = new Set(optimizers.map(({ name }) => name))
    expect(publicIn('learning/optimizer').filter(name => !rows.has(name))).toEqual([])
  })

  test.each(optimizers.map(row => [row.name, row] as const))('%s', (_, { optimizer }) => {
    expect(backThroughText(optimizerCodec(), optimizer)).toEqual(right(optimizer.description))
  })
})

describe('schedules', () => {
  test('every schedule is known', () => {
    expect(Object.keys(Schedule).filter(name => !knows(scheduleCodec(), 'schedule', name))).toEqual([])
    expect(knows(scheduleCodec(), 'schedule', 'mine')).toBe(false)
  })

  test.each(everySchedule)('%s', (_, schedule) => {
    expect(backThroughText(scheduleCodec(), schedule)).toEqual(right(schedule.description))
  })
})

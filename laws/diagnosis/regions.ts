/** Where a gradient is wrong: a property of all wrong entries and of no right one. */
import { showDescription } from '../../src/layer/Description.js'
import { type Evidence, indicesOf } from './Evidence.js'
import { at, norm, written } from './Row.js'

interface Entry {
  readonly evidence: Evidence
  readonly j: number
  readonly place: readonly number[]
  /** The number at the entry. */
  readonly x: number
}

interface Split {
  readonly wrong: readonly Entry[]
  readonly right: readonly Entry[]
}

/** Entries that are zero, and should be, are left out: any factor of them would be right too. */
const split = (all: readonly Evidence[]): Split => {
  const entries = all.flatMap(evidence => {
    const scale = 1e-6 * norm(evidence.numeric)
    return indicesOf(evidence).flatMap((place, j) =>
      evidence.right[j] === false || Math.abs(at(evidence.numeric, j)) > scale
        ? [{ evidence, j, place, x: at(evidence.numbers, j) }]
        : []
    )
  })
  const isRight = ({ evidence, j }: Entry) => evidence.right[j] === true
  return { wrong: entries.filter(entry => !isRight(entry)), right: entries.filter(isRight) }
}

type Region = readonly [name: string, has: (entry: Entry) => boolean]

const isInput = ({ evidence }: Entry): boolean => evidence.part === 'input'

/** The numbers of the row of an entry. */
const rowOf = ({ evidence: { numbers, shape, isWhole }, j }: Entry): readonly number[] => {
  const width = shape.at(-1) ?? 1
  return isWhole && width > 1 ? numbers.slice(j - (j % width), j - (j % width) + width) : []
}

const batches: readonly Region[] = [
  ['at a batch of one', ({ evidence }) => evidence.drawn.examples === 1],
  ['at a batch of several', ({ evidence }) => evidence.drawn.examples > 1]
]

const values: readonly Region[] = [
  ['where the number is exactly zero', ({ x }) => x === 0],
  ['for negative inputs', entry => isInput(entry) && entry.x < 0],
  ['for positive inputs', entry => isInput(entry) && entry.x > 0],
  ['at the largest number of each row', entry => entry.x === Math.max(...rowOf(entry))],
  ['except at the largest number of each row', entry => rowOf(entry).length > 1 && entry.x < Math.max(...rowOf(entry))]
]

const isMatrix = ({ evidence: { shape } }: Entry): boolean => shape.length === 2

const indexed: readonly Region[] = [
  ['on the diagonal', entry => !isInput(entry) && isMatrix(entry) && entry.place[0] === entry.place[1]],
  ['off the diagonal', entry => !isInput(entry) && isMatrix(entry) && entry.place[0] !== entry.place[1]]
]

/** A threshold that separates the wrong entries from the right ones. */
const threshold = ({ wrong, right }: Split): string | undefined => {
  if (right.length < 4 || wrong.length < 2) return undefined
  const sizes = (list: readonly Entry[]) => list.map(({ x }) => Math.abs(x)).toSorted((a, b) => a - b)
  const [least = NaN, most = NaN] = [sizes(wrong)[0], sizes(wrong).at(-1)]
  const [rightLeast = NaN, rightMost = NaN] = [sizes(right)[0], sizes(right).at(-1)]
  const where = 'where the absolute value of the number is'
  if (least > rightMost) return `${where} above ${written(rightMost)} … ${written(least)}: large numbers (saturation)`
  if (most < rightLeast) return `${where} below ${written(most)} … ${written(rightLeast)}: small numbers`
  return undefined
}

/** A single wrong entry, the same in all draws of a layer. */
const single = ({ wrong, right }: Split): string | undefined => {
  const places = new Set(
    wrong.map(({ evidence, place }) => `${evidence.drawn.layer.description.kind} ${String(place)}`)
  )
  const [first] = wrong
  if (first === undefined || right.length < 2 || places.size > 1) return undefined
  return `at one entry, ${first.evidence.name}[${first.place.join(', ')}]: all other entries that were tried agree`
}

const ofLayers = ({ wrong, right }: Split): string | undefined => {
  const layerOf = ({ evidence }: Entry): string => showDescription(evidence.drawn.layer.description)
  const layers = new Set(wrong.map(layerOf))
  return right.some(entry => !layers.has(layerOf(entry))) ? `for ${[...layers].join(' and ')}` : undefined
}

export interface Found {
  readonly name: string
  /** The property of the wrong entries: the batch size, their value, their position, or the layer. */
  readonly by: 'batch' | 'value' | 'index' | 'layer'
}

/** The region in which the gradient is wrong, if it is right elsewhere. */
export const regionOf = (all: readonly Evidence[]): Found | undefined => {
  const entries = split(all)
  const { wrong, right } = entries
  if (wrong.length === 0 || right.length === 0) return undefined
  const fitting = (regions: readonly Region[]) =>
    wrong.length < 2 ? undefined : regions.find(([, has]) => wrong.every(has) && !right.some(has))?.[0]
  const found: readonly (readonly [Found['by'], string | undefined])[] = [
    ['batch', fitting(batches)],
    ['value', fitting(values)],
    ['index', fitting(indexed) ?? single(entries)],
    ['value', threshold(entries)],
    ['layer', ofLayers(entries)]
  ]
  return found.flatMap(([by, name]) => (name === undefined ? [] : [{ by, name }]))[0]
}

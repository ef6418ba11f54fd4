/** Where a gradient is wrong: a property of all wrong entries and of no right one. */
import { showDescription } from '../../src/layer/Description.js'
import { type Evidence, indicesOf } from './Evidence.js'
import { at, norm } from './Row.js'
import { written } from './Row.js'

interface Entry {
  readonly evidence: Evidence
  readonly j: number
  readonly place: readonly number[]
  /** The number at the entry. */
  readonly x: number
}

const isInput = ({ evidence }: Entry): boolean => evidence.place.part === 'input'

const size = ({ evidence: { place } }: Entry, axis: number): number => place.shape[axis] ?? 1

const rowOf = ({ evidence: { numbers, place, isWhole }, j }: Entry): readonly number[] => {
  const width = place.shape.at(-1) ?? 1
  return isWhole && width > 1 ? numbers.slice(j - (j % width), j - (j % width) + width) : []
}

const sameSizeOutput = ({ evidence: { output, numbers, isWhole } }: Entry) =>
  isWhole && output.length === numbers.length ? output : []

const gradientAt = ({ evidence: { outputGradient, numbers, isWhole } }: Entry) =>
  isWhole && outputGradient.length === numbers.length ? outputGradient : []

const axisName = (axis: number, end: string): readonly [input: string, parameter: string] => [
  axis === 0 ? `the ${end} example` : `the ${end} index of axis ${axis}`,
  axis === 0 ? `the ${end} row` : axis === 1 ? `the ${end} column` : `the ${end} index of axis ${axis}`
]

type Region = readonly [name: string, has: (entry: Entry) => boolean]

const onAxis = (axis: number, end: 'first' | 'last'): readonly Region[] => {
  const [example, row] = axisName(axis, end)
  const has = (entry: Entry) => {
    const index = entry.place[axis]
    return index !== undefined && size(entry, axis) > 1 && index === (end === 'first' ? 0 : size(entry, axis) - 1)
  }
  const rest = end === 'first' ? 'after' : 'before'
  return [
    [`in ${example}`, entry => isInput(entry) && has(entry)],
    [`in ${row}`, entry => !isInput(entry) && has(entry)],
    [`${rest} ${example}`, entry => isInput(entry) && entry.place[axis] !== undefined && !has(entry)],
    [`${rest} ${row}`, entry => !isInput(entry) && entry.place[axis] !== undefined && !has(entry)]
  ]
}

const isMatrix = ({ evidence: { place } }: Entry): boolean => place.shape.length === 2 && place.part === 'parameters'

const batches: readonly Region[] = [
  ['at a batch of one', ({ evidence }) => evidence.drawn.examples === 1],
  ['at a batch of several', ({ evidence }) => evidence.drawn.examples > 1]
]

const values: readonly Region[] = [
  ['where the number is exactly zero', ({ x }) => x === 0],
  ['for negative inputs', entry => isInput(entry) && entry.x < 0],
  ['for positive inputs', entry => isInput(entry) && entry.x > 0],
  ['for inputs that are not positive', entry => isInput(entry) && entry.x <= 0],
  ['for inputs that are not negative', entry => isInput(entry) && entry.x >= 0],
  ['where the parameter is negative', entry => !isInput(entry) && entry.x < 0],
  ['where the parameter is positive', entry => !isInput(entry) && entry.x > 0],
  ['where the output is negative', entry => at(sameSizeOutput(entry), entry.j) < 0],
  ['where the output is positive', entry => at(sameSizeOutput(entry), entry.j) > 0],
  ['where the output gradient is negative', entry => at(gradientAt(entry), entry.j) < 0],
  ['where the output gradient is positive', entry => at(gradientAt(entry), entry.j) > 0],
  ['where the gradient is negative', ({ evidence, j }) => at(evidence.numeric, j) < 0],
  ['where the gradient is positive', ({ evidence, j }) => at(evidence.numeric, j) > 0],
  ['at the largest number of each row', entry => entry.x === Math.max(...rowOf(entry))],
  ['except at the largest number of each row', entry => rowOf(entry).length > 1 && entry.x < Math.max(...rowOf(entry))],
  ['at the smallest number of each row', entry => entry.x === Math.min(...rowOf(entry))],
  ['where numbers of a row are equal (ties)', entry => rowOf(entry).filter(x => x === entry.x).length > 1]
]

const indexed: readonly Region[] = [
  ['on the diagonal', entry => isMatrix(entry) && entry.place[0] === entry.place[1]],
  ['off the diagonal', entry => isMatrix(entry) && entry.place[0] !== entry.place[1]],
  ['above the diagonal', entry => isMatrix(entry) && (entry.place[0] ?? 0) < (entry.place[1] ?? 0)],
  ['below the diagonal', entry => isMatrix(entry) && (entry.place[0] ?? 0) > (entry.place[1] ?? 0)],
  ...[1, 2, 3, 0].flatMap(axis => [...onAxis(axis, 'first'), ...onAxis(axis, 'last')])
]

interface Split {
  readonly wrong: readonly Entry[]
  readonly right: readonly Entry[]
}

/** Entries that are zero, and should be, are left out: any factor of them would be right too. */
const split = (all: readonly Evidence[]): Split => {
  const entries = all.flatMap(evidence => {
    const scale = 1e-6 * norm(evidence.numeric)
    return indicesOf(evidence).flatMap((place, j) =>
      at(evidence.right.map(Number), j) === 0 || Math.abs(at(evidence.numeric, j)) > scale
        ? [{ evidence, j, place, x: at(evidence.numbers, j) }]
        : []
    )
  })
  return {
    wrong: entries.filter(({ evidence, j }) => evidence.right[j] === false),
    right: entries.filter(({ evidence, j }) => evidence.right[j] === true)
  }
}

/** A threshold that separates the wrong entries from the right ones. */
const threshold = ({ wrong, right }: Split, name: string, of: (entry: Entry) => number): string | undefined => {
  const bounds = (list: readonly Entry[]): readonly [least: number, most: number] =>
    list
      .map(of)
      .reduce<readonly [number, number]>(
        ([least, most], x) => [Math.min(least, x), Math.max(most, x)],
        [Infinity, -Infinity]
      )
  const [[wrongLeast, wrongMost], [rightLeast, rightMost]] = [bounds(wrong), bounds(right)]
  if (wrongLeast > rightMost) return `where ${name} is above ${written(rightMost)} … ${written(wrongLeast)}`
  if (wrongMost < rightLeast) return `where ${name} is below ${written(wrongMost)} … ${written(rightLeast)}`
  return undefined
}

const sayLarge = (found: string | undefined): string | undefined =>
  found?.includes('above') === true ? `${found}: large numbers (saturation)` : found && `${found}: small numbers`

/** A single wrong entry, the same in all draws of a layer. */
const single = ({ wrong, right }: Split): string | undefined => {
  const places = new Set(
    wrong.map(({ evidence, place }) => `${evidence.drawn.layer.description.kind} ${String(place)}`)
  )
  const [first] = wrong
  if (first === undefined || right.length < 2 || places.size > 1) return undefined
  const { place, evidence } = first
  return `at one entry, ${evidence.place.name}[${place.join(', ')}]: all other entries that were tried agree`
}

const layerOf = ({ evidence }: Entry): string => showDescription(evidence.drawn.layer.description)

const ofLayers = ({ wrong, right }: Split): string | undefined => {
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
  const above = () =>
    right.length < 4 || wrong.length < 2
      ? undefined
      : (sayLarge(threshold(entries, 'the absolute value of the number', ({ x }) => Math.abs(x))) ??
        threshold(entries, 'the number', ({ x }) => x))
  const found: readonly (readonly [Found['by'], () => string | undefined])[] = [
    ['batch', () => fitting(batches)],
    ['value', () => fitting(values)],
    ['index', () => fitting(indexed) ?? single(entries)],
    ['value', above],
    ['layer', () => ofLayers(entries)]
  ]
  for (const [by, find] of found) {
    const name = find()
    if (name !== undefined) return { name, by }
  }
  return undefined
}

/** The entries of a tape, their operands and their places. */
import { type AnyTensor, filledTensor, fresh } from '../../src/tensor/Tensor.js'
import { type Entry, type Tape, isEntry, valueOf } from '../program/Tape.js'
import { behind } from '../program/formula.js'
import { type Row } from './Evidence.js'
import { rowOf } from './Scene.js'

/** The entries that compute the same in all steps of a fold, from the output back to the inputs. */
export const sitesOf = ({ entries }: Tape): readonly (readonly Entry[])[] => {
  const sites = new Map<unknown, Map<string, Entry[]>>()
  for (const entry of entries.toReversed()) {
    const site = sites.get(entry.site) ?? new Map<string, Entry[]>()
    site.set(entry.op, [...(site.get(entry.op) ?? []), entry])
    sites.set(entry.site, site)
  }
  return [...sites.values()].flatMap(site => [...site.values()])
}

export const isOf = (site: readonly Entry[]): ((entry: Entry) => number) => {
  const places = new Map(site.map(({ index }, i) => [index, i]))
  return ({ index }) => places.get(index) ?? -1
}

export const zero = ({ shape }: AnyTensor): AnyTensor => filledTensor(shape, 0)

/** The operands, by their places among the arguments, that have a gradient. */
export const places = ({ arguments: given }: Entry): readonly number[] =>
  given.flatMap((argument, k) => (isEntry(argument) && behind(argument).op !== 'constant' ? [k] : []))

/** Whether an operand is the input of the layer itself, as in x + f(x). */
export const isShortcut = ({ parameters }: Tape, entry: Entry): boolean =>
  entry.op === 'input' && entry.index >= parameters

export const isSquared = ({ arguments: [x, y] }: Entry): boolean => isEntry(x) && x === y

export const operand = (entry: Entry, k: number): Entry => {
  const found = entry.arguments[k]
  return isEntry(found) ? found : entry
}

export const withValue = (entry: Entry, j: number, value: AnyTensor): readonly unknown[] =>
  entry.arguments.map((argument, i) => (i === j ? value : valueOf(argument)))

export const changed = (tensor: AnyTensor, change: (row: Row) => Row | undefined): AnyTensor | undefined => {
  const row = change(rowOf(tensor))
  return row && fresh(tensor.shape, Float64Array.from(row))
}

export const axisNamed =
  ({ value: { shape } }: Entry) =>
  (axis: number): string =>
    `axis ${axis}${shape.length === 4 ? (['', ' (channels)', ' (rows)', ' (columns)'][axis] ?? '') : ''}`

/** The steps of a tape: what a mistake can replace, and what it is called. */
import { type AnyTensor, filledTensor, fresh } from '../../src/tensor/Tensor.js'
import { type Entry, type Tape, isEntry, present, valueOf } from '../program/Tape.js'
import { behind, formulaOf, isView } from '../program/formula.js'
import { examples } from './changes.js'
import { type Row } from './Row.js'
import { type Scene, rowOf } from './Scene.js'

/** The entries that compute the same in all steps of a fold. */
export interface Site {
  /** The last entry. */
  readonly first: Entry
  readonly size: number
  /** The place of an entry among those of the site, or −1. The entry may be of another tape. */
  readonly placeOf: (entry: Entry) => number
  /** The entry at a place, or the only one. */
  readonly at: (place: number) => Entry | undefined
}

/** An operand of a site. */
export interface Edge {
  readonly site: Site
  readonly k: number
  readonly of: Entry
}

/** A tape, and all that a hypothesis can be about. */
export interface Steps {
  readonly tape: Tape
  /** All sites, from the output back to the inputs. */
  readonly sites: readonly Site[]
  /** Those of operations that compute numbers. */
  readonly operations: readonly Site[]
  /** The operands of carries, outputs and operations. */
  readonly edges: readonly Edge[]
  /** The formula of an entry. */
  readonly name: (entry: Entry) => string
}

const siteOf = (entries: readonly Entry[]): Site => {
  const places = new Map(entries.map(({ index }, i) => [index, i]))
  return {
    first: present(entries[0]),
    size: entries.length,
    placeOf: ({ index }) => places.get(index) ?? -1,
    at: place => (entries.length === 1 ? entries[0] : entries[place])
  }
}

const sitesOf = ({ entries }: Tape): readonly Site[] => {
  const sites = new Map<unknown, Map<string, Entry[]>>()
  for (const entry of entries.toReversed()) {
    const site = sites.get(entry.site) ?? new Map<string, Entry[]>()
    site.set(entry.op, [...(site.get(entry.op) ?? []), entry])
    sites.set(entry.site, site)
  }
  return [...sites.values()].flatMap(site => [...site.values()].map(siteOf))
}

/** @param names the names of the inputs @param isRight whether the gradient of an input is right */
export const stepsOf = (tape: Tape, names: readonly string[], isRight: (input: Entry) => boolean): Steps => {
  const sites = sitesOf(tape)
  const operations = sites.filter(({ first }) => !isView(first) && first.op !== 'constant')
  const carries = sites.filter(({ first }) => first.op === 'carry' || first.op === 'output')
  const edges = [...carries, ...operations].flatMap(site =>
    operandsOf(site).filter(({ of }) => behind(of).op !== 'input' || !isRight(behind(of)))
  )
  return { tape, sites, operations, edges, name: entry => formulaOf(entry, names) }
}

/** The operands of a site that have a gradient. */
export const operandsOf = (site: Site): readonly Edge[] =>
  site.first.arguments.flatMap((of, k) => (isEntry(of) && behind(of).op !== 'constant' ? [{ site, k, of }] : []))

/** Whether an operand is the input of the layer itself, as in x + f(x). */
export const isShortcut = ({ parameters }: Tape, entry: Entry): boolean =>
  entry.op === 'input' && entry.index >= parameters

/** The entry of another tape at the same place. */
export const same = ({ tape }: Scene, { index }: Entry): Entry => present(tape.entries[index])

export const operand = (entry: Entry, k: number): Entry => {
  const found = entry.arguments[k]
  return isEntry(found) ? found : entry
}

export const zero = ({ shape }: AnyTensor): AnyTensor => filledTensor(shape, 0)

export const withValue = (entry: Entry, j: number, value: AnyTensor): readonly unknown[] =>
  entry.arguments.map((argument, i) => (i === j ? value : valueOf(argument)))

export const changed = (tensor: AnyTensor, change: (row: Row) => Row | undefined): AnyTensor | undefined => {
  const row = change(rowOf(tensor))
  return row?.length === rowOf(tensor).length ? fresh(tensor.shape, Float64Array.from(row)) : undefined
}

export const negated = (tensor: AnyTensor): AnyTensor | undefined => changed(tensor, row => row.map(x => -x))

/** The name of an axis of an entry. */
export const axisNamed =
  ({ op, index, value: { shape } }: Entry, { parameters }: Tape) =>
  (axis: number): string =>
    axis === 0 && (op === 'layer' || (op === 'input' && index >= parameters))
      ? examples
      : `axis ${axis}${shape.length === 4 ? (['', ' (channels)', ' (rows)', ' (columns)'][axis] ?? '') : ''}`

/**
 * A gradient through statistics of a group of numbers: its mean, its variance, its norm, its sum.
 *
 *     J[o, ·] = a eₒ + b 1 + c (x − x̄)         in the group of o: directly, through the mean, through the variance or norm
 *     J[o, ·] = a eₒ + c y                      directly, and through a sum as softmax has it
 *
 * The claimed Jacobian has such coefficients, too. Their ratios give the cause: a term dropped, negated, or without its 1/n.
 */
import { indices } from '../value/Numbers.js'
import { type Evidence, indicesOf } from './Evidence.js'
import { at, norm, type Row } from './Row.js'
import { claimed } from './claimed.js'
import { written } from './Row.js'
import { coefficients } from './leftOver.js'

type Indices = readonly number[]

const groupings: readonly (readonly [name: string, key: (place: Indices) => string])[] = [
  ['a row', place => String(place.slice(0, -1))],
  ['an example', ([example]) => String(example)],
  ['the batch', ([, ...feature]) => String(feature)],
  ['a channel', place => String(place[1])],
  ['a channel of an example', place => String(place.slice(0, 2))],
  ['a column of an example', place => String(place.with(1, -1))]
]

interface Term {
  readonly name: string
  readonly row: (evidence: Evidence, group: Row) => Row
}

const pick = (row: Row, group: Row): Row => group.map(j => at(row, j))
const mean = (row: Row): number => row.reduce((a, b) => a + b, 0) / row.length

const throughMean: Term = { name: 'the mean', row: (_, group) => group.map(() => 1) }
const throughVariance: Term = {
  name: 'the variance (or the norm)',
  row: ({ numbers }, group) => pick(numbers, group).map(x => x - mean(pick(numbers, group)))
}
const throughNorm: Term = { name: 'the norm', row: ({ numbers }, group) => pick(numbers, group) }
const throughSum: Term = { name: 'the sum', row: ({ output }, group) => pick(output, group) }

const bases: readonly (readonly Term[])[] = [[throughMean], [throughNorm], [throughSum], [throughMean, throughVariance]]

interface Ratios {
  /** The size of the group. */
  readonly n: number
  readonly y: number
  /** Claimed coefficient / real coefficient, for the direct term and for each other term. */
  readonly ratios: Row
}

/** Undefined if one of the two Jacobians is not such a sum. */
const ratiosOf = (
  evidence: Evidence,
  key: (place: Indices) => string,
  terms: readonly Term[]
): readonly Ratios[] | undefined => {
  const columns = claimed(evidence)
  const { place, outputShape, isWhole } = evidence
  if (columns === undefined || !isWhole || place.part !== 'input' || String(outputShape) !== String(place.shape))
    return undefined
  const places = indicesOf(evidence)
  const found: Ratios[] = []
  for (const [o] of evidence.output.entries()) {
    const own = key(indices(outputShape, o))
    const group = places.flatMap((place, j) => (key(place) === own ? [j] : []))
    const [real, claim] = [evidence.columns, columns].map(all => all.map(column => at(column, o)))
    if (real === undefined || claim === undefined) return undefined
    const scale = 1e-6 * Math.max(norm(real), norm(claim))
    // The Jacobian must be zero outside of the group.
    const inside = new Set(group)
    if ([real, claim].some(row => row.some((x, j) => !inside.has(j) && Math.abs(x) > scale))) return undefined
    if (group.length < terms.length + 2) continue
    const basis = [group.map(j => (j === o ? 1 : 0)), ...terms.map(({ row }) => row(evidence, group))]
    const [a, b] = [real, claim].map(row => coefficients(pick(row, group), basis, scale))
    if (a === undefined || b === undefined) return undefined
    found.push({ n: group.length, y: at(evidence.output, o), ratios: a.map((x, k) => at(b, k) / x) })
  }
  return found
}

const isAbout = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-4 * Math.max(1, Math.abs(y))

/** Mistakes in a term, by the ratio of its coefficients. */
const fates: readonly (readonly [text: (name: string) => string, ratio: (n: number, y: number) => number])[] = [
  [name => `a dropped term: the term through ${name} is missing, as if ${name} were a constant`, () => 0],
  [name => `the term through ${name} has the wrong sign`, () => -1],
  [name => `the term through ${name} is not multiplied by the output`, (_, y) => 1 / y],
  [name => `the term through ${name} is a sum instead of a mean: its 1/n is missing`, n => n],
  [name => `the term through ${name} is divided by n once too often`, n => 1 / n],
  [name => `the term through ${name} is divided by n − 1 instead of n`, n => n / (n - 1)],
  [name => `the term through ${name} is divided by n instead of n − 1`, n => (n - 1) / n]
]

const fateOf = (name: string, found: readonly Ratios[], k: number): string | undefined => {
  if (found.every(({ ratios }) => isAbout(at(ratios, k), 1))) return ''
  const fate = fates.find(([, ratio]) => found.every(({ n, y, ratios }) => isAbout(at(ratios, k), ratio(n, y))))
  if (fate !== undefined) return fate[0](name)
  const first = at(found[0]?.ratios ?? [], k)
  return Number.isFinite(first) && found.every(({ ratios }) => isAbout(at(ratios, k), first))
    ? `the term through ${name} is ${written(first)} times the right one`
    : undefined
}

export const statistics = (all: readonly Evidence[]): string | undefined => {
  for (const [group, key] of groupings)
    for (const terms of bases) {
      const found = all.map(evidence => ratiosOf(evidence, key, terms))
      if (found.includes(undefined)) continue
      const ratios = found.flatMap(one => one ?? [])
      if (ratios.length < 4) continue
      const texts = ['itself', ...terms.map(({ name }) => `${name} of ${group}`)].map((name, k) =>
        fateOf(name, ratios, k)
      )
      if (texts.includes(undefined)) continue
      const wrong = texts.filter(Boolean)
      if (wrong.length > 0) return wrong.join('; ')
    }
  return undefined
}

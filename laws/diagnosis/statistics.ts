/**
 * A gradient through statistics of a group of numbers: its mean, its variance, its norm, its sum.
 *
 *     J[o, ·] = a eₒ + b 1 + c (x − x̄)         in the group of o: directly, through the mean, through the variance or norm
 *     J[o, ·] = a eₒ + c y                      directly, and through a sum as softmax has it
 *
 * The claimed Jacobian has such coefficients, too. Their ratios give the cause: a term dropped, negated, or without its 1/n.
 */
import { indices } from '../value/Numbers.js'
import { type Row, at, dot, norm, written } from './Row.js'
import { type Jacobians } from './jacobians.js'

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
  readonly row: (of: Jacobians, group: Row) => Row
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

/** The residual of a row after projection onto the others (Gram–Schmidt). */
const leftOver = (row: Row, basis: readonly Row[]): Row => {
  const orthogonal: Row[] = []
  const reduce = (one: Row) =>
    orthogonal.reduce((rest, axis) => {
      const share = dot(rest, axis) / dot(axis, axis)
      return rest.map((x, i) => x - share * at(axis, i))
    }, one)
  for (const one of basis) {
    const rest = reduce(one)
    if (norm(rest) > 1e-9 * norm(one)) orthogonal.push(rest)
  }
  return reduce(row)
}

/** The coefficients of a row as a combination of the others. Undefined if there are none, or several solutions. */
const coefficients = (row: Row, basis: readonly Row[], tolerance: number): Row | undefined => {
  if (norm(leftOver(row, basis)) > tolerance) return undefined
  const found = basis.map((one, k) => {
    const own = leftOver(
      one,
      basis.filter((_, other) => other !== k)
    )
    return norm(own) > 1e-6 * norm(one) ? dot(row, own) / dot(one, own) : NaN
  })
  return found.some(Number.isNaN) ? undefined : found
}

interface Ratios {
  /** The size of the group. */
  readonly n: number
  readonly y: number
  /** Claimed coefficient / real coefficient, for the direct term and for each other term. */
  readonly ratios: Row
}

/** For each output of a group that is large enough. Undefined if one of the two Jacobians is not such a sum. */
const ratiosOf = (
  found: Jacobians,
  key: (place: Indices) => string,
  terms: readonly Term[]
): readonly (Ratios | undefined)[] => {
  const keys = found.output.map((_, o) => key(indices(found.shape, o)))
  return found.right.flatMap((right, o): readonly (Ratios | undefined)[] => {
    const claimed = found.claimed[o] ?? []
    const group = keys.flatMap((own, j) => (own === keys[o] ? [j] : []))
    const isOutside = (x: number, j: number) => x !== 0 && keys[j] !== keys[o]
    if (right.some(isOutside) || claimed.some(isOutside)) return [undefined]
    if (group.length < terms.length + 2) return []
    const basis = [group.map(j => (j === o ? 1 : 0)), ...terms.map(({ row }) => row(found, group))]
    const scale = 1e-6 * Math.max(norm(right), norm(claimed))
    const [a, b] = [right, claimed].map(row => coefficients(pick(row, group), basis, scale))
    return [a && b && { n: group.length, y: at(found.output, o), ratios: a.map((x, k) => at(b, k) / x) }]
  })
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

export const statistics = (all: readonly Jacobians[]): string | undefined => {
  const own = all.filter(({ isInput, shape, outputShape }) => isInput && String(shape) === String(outputShape))
  if (own.length < all.length) return undefined
  for (const [group, key] of groupings)
    for (const terms of bases) {
      const found = own.flatMap(one => ratiosOf(one, key, terms))
      const ratios = found.filter(one => one !== undefined)
      if (ratios.length < found.length || ratios.length < 4) continue
      const texts = ['itself', ...terms.map(({ name }) => `${name} of ${group}`)].map((name, k) =>
        fateOf(name, ratios, k)
      )
      if (texts.includes(undefined)) continue
      const wrong = texts.filter(Boolean)
      if (wrong.length > 0) return wrong.join('; ')
    }
  return undefined
}

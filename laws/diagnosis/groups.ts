/**
 * Common errors within each row or column, if no guess fits. Statistics of a row, such as a mean or a norm, often enter the
 * gradients of all its entries in the same way, and so does a mistake in them.
 */
import { at, type Evidence, indicesOf, norm, type Row } from './Evidence.js'
import { leftOver } from './leftOver.js'

interface Grouping {
  readonly name: string
  readonly plural: string
  /** The group of an entry. */
  readonly key: (place: readonly number[], evidence: Evidence) => string | undefined
}

const groupings: readonly Grouping[] = [
  {
    name: 'example',
    plural: 'entries of an example',
    key: ([example], { place }) => (place.part === 'input' ? String(example) : undefined)
  },
  {
    name: 'row',
    plural: 'entries of a row',
    key: (place, evidence) => (evidence.place.shape.length > 1 ? String(place.slice(0, -1)) : undefined)
  },
  {
    name: 'feature',
    plural: 'examples',
    key: ([, ...feature], { place }) => (place.part === 'input' ? String(feature) : undefined)
  },
  {
    name: 'column',
    plural: 'entries of a column',
    key: (place, { place: { shape } }) => (shape.length > 1 ? String(place.slice(1)) : undefined)
  }
]

/** The entries of each group with more than `least` of them. */
const groupsOf = (evidence: Evidence, { key }: Grouping, least: number): readonly Row[] => {
  const groups = new Map<string, number[]>()
  indicesOf(evidence).forEach((place, j) => {
    const group = key(place, evidence)
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), j])
  })
  return [...groups.values()].filter(group => group.length > least)
}

const pick = (row: Row, group: Row): Row => group.map(j => at(row, j))

/** Whether in every group the aspect is a combination of these rows, with separate coefficients for each group. */
const isCombination = (
  all: readonly Evidence[],
  grouping: Grouping,
  aspect: (evidence: Evidence) => Row,
  basis: (evidence: Evidence) => readonly Row[] | undefined
): boolean => {
  let seen = 0
  for (const evidence of all) {
    const rows = basis(evidence)
    if (rows === undefined) return false
    const scale = Math.max(norm(evidence.analytic), norm(evidence.numeric))
    for (const group of groupsOf(evidence, grouping, rows.length)) {
      const rest = leftOver(
        pick(aspect(evidence), group),
        rows.map(row => pick(row, group))
      )
      if (norm(rest) > 1e-6 * scale) return false
      seen++
    }
  }
  return seen >= 3
}

const error = ({ analytic, numeric }: Evidence): Row => analytic.map((x, i) => x - at(numeric, i))

const ones = ({ numbers }: Evidence): Row => numbers.map(() => 1)

const outputs = ({ output, numbers, isWhole }: Evidence): Row | undefined =>
  isWhole && output.length === numbers.length ? output : undefined

/** The common error within each group, if there is one. */
export const alike = (all: readonly Evidence[]): string | undefined => {
  for (const grouping of groupings) {
    const { name, plural } = grouping
    const isOffBy = (basis: (evidence: Evidence) => readonly Row[] | undefined) =>
      isCombination(all, grouping, error, basis)
    if (
      isCombination(
        all,
        grouping,
        ({ analytic }) => analytic,
        ({ numeric }) => [numeric]
      )
    )
      return `a separate factor for each ${name}: a norm, a scale or a weight is missing or wrong`
    if (isOffBy(evidence => [ones(evidence)]))
      return `off by the same amount for all ${plural}: a term through a mean or a sum over them is missing or wrong`
    if (isOffBy(({ numbers }) => [numbers]))
      return `off by a multiple of the numbers themselves for all ${plural}: a term through a norm or a variance is missing or wrong`
    if (isOffBy(evidence => outputs(evidence) && [outputs(evidence) ?? []]))
      return `off by a multiple of the output for all ${plural}: a term through a sum, a norm or a variance is missing or wrong`
    if (isOffBy(evidence => [ones(evidence), evidence.numbers]))
      return `off by a constant and a multiple of the numbers for all ${plural}: statistics (a mean, a variance) were treated as constants, or a term through them is wrong`
  }
  return undefined
}

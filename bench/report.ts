/**
 * Reports of measurements, as text and as data.
 *
 * A rate is the median over the rounds; its spread is the slowest and the fastest round. A ratio is the quotient of two
 * medians: the speed relative to the contestant in the heading.
 */
import type { Result } from './measure.js'
import { median } from './median.js'
import { table } from './table.js'

export interface Row {
  readonly name: string
  readonly median?: number
  readonly slowest?: number
  readonly fastest?: number
  readonly ratios?: Readonly<Record<string, number>>
  readonly skipped?: string
  readonly wrong?: string
}

/** One row per result, with its ratio to each measured contestant in `references`. */
export const summarize = (results: readonly Result[], references: readonly string[]): readonly Row[] => {
  const medians = new Map(
    results.flatMap(result => (result.kind === 'measured' ? [[result.name, median(result.rates)] as const] : []))
  )
  return results.map((result): Row => {
    const { name } = result
    if (result.kind === 'skipped') return { name, skipped: result.reason }
    if (result.kind === 'wrong') return { name, wrong: result.reason }
    const own = median(result.rates)
    const ratios = references.flatMap(reference => {
      const other = medians.get(reference)
      return other === undefined ? [] : [[reference, own / other] as const]
    })
    return {
      name,
      median: own,
      slowest: Math.min(...result.rates),
      fastest: Math.max(...result.rates),
      ratios: Object.fromEntries(ratios)
    }
  })
}

const significant = (value: number | undefined): string =>
  value === undefined ? '–' : value.toLocaleString('en-US', { maximumSignificantDigits: 3 })

/** The rows as a table, followed by the contestants that were skipped or wrong, with the reasons. */
export const print = (unit: string, rows: readonly Row[], references: readonly string[]): string => {
  const heading = ['contestant', `${unit}/s, median`, 'slowest to fastest', ...references.map(name => `× ${name}`)]
  const cells = rows.map(row => {
    const spread = `${significant(row.slowest)} to ${significant(row.fastest)}`
    const state = row.skipped !== undefined ? 'skipped' : row.wrong !== undefined ? 'wrong' : significant(row.median)
    return [
      row.name,
      state,
      row.median === undefined ? '–' : spread,
      ...references.map(name => significant(row.ratios?.[name]))
    ]
  })
  const notes = rows.flatMap(({ name, skipped, wrong }) => [
    ...(skipped === undefined ? [] : [`${name} was skipped: ${skipped}`]),
    ...(wrong === undefined ? [] : [`${name} is wrong and does not count: ${wrong}`])
  ])
  return [table([heading, ...cells]), ...notes].join('\n')
}

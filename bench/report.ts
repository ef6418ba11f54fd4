/**
 * Reports of measurements, as text and as data.
 *
 * A rate is the median over the rounds; its spread is the slowest and the fastest round. A ratio is the quotient of two
 * medians: the speed relative to the contestant in the heading.
 */
import type { Result } from './measure.js'
import { median } from './median.js'
import { significant } from './Section.js'
import { table } from './table.js'

export interface Row {
  readonly name: string
  readonly median?: number
  readonly slowest?: number
  readonly fastest?: number
  readonly ratios?: Readonly<Record<string, number>>
  readonly note?: string
  readonly skipped?: string
  readonly wrong?: string
}

/** The fastest contestant of a name, which may leave out the number of threads. */
export const fastest = (rows: readonly Row[], name: string): Row | undefined =>
  rows
    .filter(row => row.median !== undefined && (row.name === name || row.name.replace(/, \d+ threads?$/, '') === name))
    .reduce<Row | undefined>((best, row) => ((best?.median ?? 0) > (row.median ?? 0) ? best : row), undefined)

const row = (result: Result): Row => {
  const { name, note } = result
  const about = { name, ...(note !== undefined && { note }) }
  if (result.kind !== 'measured') return { ...about, [result.kind]: result.reason }
  const { rates } = result
  return { ...about, median: median(rates), slowest: Math.min(...rates), fastest: Math.max(...rates) }
}

/** One row per result, with its ratio to each measured contestant in `references`. */
export const summarize = (results: readonly Result[], references: readonly string[]): readonly Row[] => {
  const rows = results.map(row)
  return rows.map(row => {
    const own = row.median
    if (own === undefined) return row
    const ratios = references.flatMap(reference => {
      const other = fastest(rows, reference)?.median
      return other === undefined ? [] : [[reference, own / other] as const]
    })
    return { ...row, ratios: Object.fromEntries(ratios) }
  })
}

/** The rows as a table, followed by the references, the contestants that were skipped or wrong, and the versions. */
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
  const chosen = references.flatMap(reference => {
    const name = fastest(rows, reference)?.name ?? reference
    return name === reference ? [] : [`${reference} in ratios is the faster one: ${name}`]
  })
  const failed = rows.flatMap(({ name, skipped, wrong }) => [
    ...(skipped === undefined ? [] : [`${name} was skipped: ${skipped}`]),
    ...(wrong === undefined ? [] : [`${name} is wrong and does not count: ${wrong}`])
  ])
  const notes = new Set(rows.flatMap(({ note }) => note ?? []))
  return [table([heading, ...cells]), ...chosen, ...failed, ...notes].join('\n')
}

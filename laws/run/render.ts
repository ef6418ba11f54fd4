/** A report as text for a person, and as JSON for a program. */
import { type Counterexample, type Report, type Result } from '../law/verify.js'

const number = (x: number): string => String(Number(x.toPrecision(12)))
const rough = (x: number): string => x.toExponential(1)

const table = (rows: readonly (readonly [name: string, text: string])[]): readonly string[] => {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
}

const entryOf = ({ entry }: Counterexample): readonly (readonly [string, string])[] => {
  if (entry === undefined) return []
  const { place, analytic, numeric, tolerance } = entry
  const error = Math.abs(analytic - numeric)
  return [
    ['entry', place],
    ['analytic', number(analytic)],
    ['numeric', `${number(numeric)}  ± ${rough(tolerance)}`],
    ['error', `${rough(error)} absolute, ${rough(error / Math.max(Math.abs(analytic), Math.abs(numeric)))} relative`]
  ]
}

const sweepOf = ({ sweep, entry }: Counterexample): readonly (readonly [string, string])[] =>
  (sweep ?? []).map(({ step, numeric }, i) => [
    i === 0 ? 'sweep' : '',
    `step ${rough(step)}  numeric ${number(numeric)}` +
      (entry === undefined ? '' : `  error ${rough(Math.abs(entry.analytic - numeric))}`)
  ])

/** What was thrown needs no cause. */
const causeOf = ({ cause, message }: Counterexample): readonly (readonly [string, string])[] =>
  cause === undefined && message.startsWith('threw ') ? [] : [['likely', cause ?? 'no known cause fits the numbers']]

const showCounterexample = (found: Counterexample): readonly string[] =>
  table([
    ['what', found.message],
    ...entryOf(found),
    ...found.exhibits,
    ...sweepOf(found),
    ...causeOf(found),
    ['replay', `verify(laws, { seed: ${found.seed}, path: '${found.path}' })`]
  ])

const sign = { holds: '✓', fails: '✗', inconclusive: '?' }

/** One law: a line where it holds, all that a person needs to know where it does not. */
export const showResult = (result: Result): string => {
  const { law, statement, verdict, runs, checks, undecided, skipped, reason, counterexample } = result
  const counts = [
    `${runs} draws`,
    `${checks} checks`,
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : [])
  ]
  return [
    `${sign[verdict]} ${law}: ${statement} (${counts.join(', ')})`,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...(counterexample === undefined ? [] : showCounterexample(counterexample))
  ].join('\n')
}

export const showReport = ({ results }: Report): string => results.map(showResult).join('\n')

/** Numbers that JSON does not have are written as text: `"NaN"`, `"-Infinity"`. */
export const reportToJson = (report: Report): string =>
  JSON.stringify(
    report,
    (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value),
    2
  )

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

/** Whether a law fails with an error: in a call of the subject, or while a draw is made. */
export const isError = (message: string): boolean => /^(threw|no draw could be made:) /.test(message)

/** An error that was thrown says enough without a cause. */
const causeOf = ({ cause, message }: Counterexample): readonly (readonly [string, string])[] =>
  cause === undefined && isError(message) ? [] : [['likely', cause ?? 'no known cause fits the numbers']]

const showCounterexample = (found: Counterexample): readonly string[] =>
  table([
    ['what', found.message],
    ...entryOf(found),
    ...found.exhibits,
    ...sweepOf(found),
    ...causeOf(found),
    ['replay', `verify(laws, { seed: ${found.seed}, path: '${found.path}' })`]
  ])

/** The sign of a verdict. */
export const sign = { holds: '✓', partial: '~', fails: '✗', inconclusive: '?' }

/** A result as text: one line, followed by the counterexample if the law fails. */
export const showResult = (result: Result): string => {
  const { law, statement, verdict, runs, checks, undecided, skipped, counterexample } = result
  const { reason, notes = [], unreached } = result
  const counts = [
    `${runs} draws`,
    `${checks} checks`,
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : [])
  ]
  return [
    `${sign[verdict]} ${law}: ${statement} (${counts.join(', ')})`,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...notes.map(note => `  ${note}`),
    ...(unreached === undefined ? [] : [`  holds where it could be compared; not reached: ${unreached.join(', ')}`]),
    ...(counterexample === undefined ? [] : showCounterexample(counterexample))
  ].join('\n')
}

/** A report as text: every result as `showResult` prints it. */
export const showReport = ({ results }: Report): string => results.map(showResult).join('\n')

/** A report as indented JSON. NaN and infinities are written as strings: `"NaN"`, `"-Infinity"`. */
export const reportToJson = (report: Report): string =>
  JSON.stringify(
    report,
    (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value),
    2
  )

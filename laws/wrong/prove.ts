/**
 * Tries laws on what is wrong: which law rejects which mistake, and whether the cause is named.
 *
 *     prove(wrong) = one row per mistake: the laws that reject it, and what they say is the cause
 */
import { type Wrong } from './Wrong.js'
import { type Options, type Result } from '../law/verify.js'
import { verify } from '../run/verify.js'

export interface Proven {
  readonly name: string
  /** The kinds of law that it was tried on: `purity`. */
  readonly tried: readonly string[]
  /** Those that reject it. */
  readonly rejectedBy: readonly string[]
  /** What the reports say is the cause, without repetition. */
  readonly causes: readonly string[]
  /** Whether one of them is the cause. */
  readonly named: boolean
}

export interface Proof {
  readonly seed: number
  readonly rows: readonly Proven[]
  /** Every mistake is rejected. */
  readonly holds: boolean
  /** How many have their cause named. */
  readonly named: number
}

/** `purity` of `dense(2, 3): purity`: the law, whatever it was tried on. */
export const kindOf = (law: string): string => law.slice(law.lastIndexOf(': ') + 1).trim()

/** What happened is the cause, unless it is that two numbers differ. */
const causeOf = ({ counterexample }: Result): readonly string[] => {
  if (counterexample === undefined) return []
  const { cause, entry, message } = counterexample
  return cause !== undefined ? [cause] : entry === undefined ? [message] : []
}

export const proveOne = ({ name, laws, cause = /./ }: Wrong, options: Options = {}): Proven => {
  const { results } = verify(laws, options)
  const causes = [...new Set(results.flatMap(causeOf))]
  return {
    name,
    tried: results.map(({ law }) => kindOf(law)),
    rejectedBy: results.filter(({ verdict }) => verdict === 'fails').map(({ law }) => kindOf(law)),
    causes,
    named: causes.some(found => cause.test(found))
  }
}

export const prove = (wrong: readonly Wrong[], options: Options = {}): Proof => {
  const rows = wrong.map(one => proveOne(one, options))
  return {
    seed: options.seed ?? 0,
    rows,
    holds: rows.every(({ rejectedBy }) => rejectedBy.length > 0),
    named: rows.filter(({ named }) => named).length
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789αβγδεζηθικλμνξοπρστυφχψω'

/** One line per mistake, one column per law: ✗ rejected, · not. */
export const showProof = ({ rows, named }: Proof): string => {
  const laws = [...new Set(rows.flatMap(({ tried }) => tried))]
  const width = Math.max(...rows.map(({ name }) => name.length))
  const signs = ({ tried, rejectedBy }: Proven): string =>
    laws.map(law => (rejectedBy.includes(law) ? '✗' : tried.includes(law) ? '·' : ' ')).join('')
  const rejected = rows.filter(({ rejectedBy }) => rejectedBy.length > 0).length
  return [
    ...laws.map((law, i) => `${' '.repeat(i)}${letters[i] ?? '?'}${' '.repeat(laws.length - i)}${law}`),
    '',
    ...rows.map(
      row =>
        `${signs(row)} ${row.name.padEnd(width)}  ${row.named ? ' ' : '?'} ${row.causes[0] ?? (row.rejectedBy.length > 0 ? '' : 'not rejected')}`
    ),
    '',
    `${rejected} of ${rows.length} mistakes rejected, the cause of ${named} named`
  ].join('\n')
}

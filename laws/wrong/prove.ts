import { type Wrong } from './Wrong.js'
import { type Options, type Result } from '../law/verify.js'
import { verify } from '../run/verify.js'

/** The laws that reject one wrong subject, and the causes that they report. */
export interface Proven {
  /** The name of the wrong subject. */
  readonly name: string
  /** The kinds of law that were tried, such as `purity`. */
  readonly tried: readonly string[]
  /** The kinds of law that reject the subject. */
  readonly rejectedBy: readonly string[]
  /** The causes that the reports name, without duplicates. */
  readonly causes: readonly string[]
  /** Whether one of the causes matches the mistake. */
  readonly named: boolean
}

/** The result of `prove`: one row per wrong subject. */
export interface Proof {
  /** The seed of the draws. */
  readonly seed: number
  /** One row per wrong subject, in their order. */
  readonly rows: readonly Proven[]
  /** Whether every wrong subject is rejected. */
  readonly holds: boolean
  /** Number of wrong subjects whose cause is named. */
  readonly named: number
}

/** The kind of a law, without its subject: `purity` of `dense(2, 3): purity`. */
export const kindOf = (law: string): string => law.slice(law.lastIndexOf(': ') + 1).trim()

/** The cause. Without one the message counts as the cause, unless it says only that two numbers differ. */
const causeOf = ({ counterexample }: Result): readonly string[] => {
  if (counterexample === undefined) return []
  const { cause, entry, message } = counterexample
  return cause !== undefined ? [cause] : entry === undefined ? [message] : []
}

/** Tries the laws on one wrong subject. */
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

/** Sums up the rows of `proveOne`. */
export const proofOf = (seed: number, rows: readonly Proven[]): Proof => ({
  seed,
  rows,
  holds: rows.every(({ rejectedBy }) => rejectedBy.length > 0),
  named: rows.filter(({ named }) => named).length
})

/**
 * Tries laws on wrong subjects: a law that accepts everything proves nothing, so each law must reject some mistakes.
 *
 * @example console.log(showProof(prove(wrongLayers, { runs: 20 })))
 */
export const prove = (wrong: readonly Wrong[], options: Options = {}): Proof =>
  proofOf(
    options.seed ?? 0,
    wrong.map(one => proveOne(one, options))
  )

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789αβγδεζηθικλμνξοπρστυφχψω'

/** A proof as text: one line per wrong subject, one column per law (✗ rejected, · accepted), and the first cause. */
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

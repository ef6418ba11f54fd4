import * as fc from 'fast-check'
import { type Details, type Exhibit, type Explain, guarded, thrown, type Law, type Trial } from './Law.js'

export interface Options {
  /** Where the draws come from; 0 if not given. */
  readonly seed?: number
  /** Draws for each law, and more until they have reached what it asks for; if not given, as many as it says, or 50. */
  readonly runs?: number
  /** How often a counterexample may be tried smaller; 300 times if not given. */
  readonly shrinks?: number
  /**
   * Finds the likely cause of a failure, which takes time; `false` also leaves out where and by how much the numbers differ.
   * Default: the diagnosis of `pullback/laws`.
   */
  readonly explain?: Explain | false
  /** The draw to start from: the `path` of a counterexample, with its seed. */
  readonly path?: string
}

export interface Counterexample extends Omit<Details, 'symptom'> {
  readonly message: string
  /** The draw, shrunk. */
  readonly exhibits: readonly Exhibit[]
  /** Together they replay it: `verify(laws, { seed, path })`. */
  readonly seed: number
  readonly path: string
}

export interface Result {
  readonly law: string
  readonly statement: string
  readonly verdict: 'holds' | 'fails' | 'inconclusive'
  readonly runs: number
  readonly checks: number
  readonly undecided: number
  readonly skipped: number
  readonly reached: { readonly [what: string]: number }
  /** Why it is inconclusive. */
  readonly reason?: string
  readonly counterexample?: Counterexample
}

export interface Report {
  readonly seed: number
  readonly results: readonly Result[]
  readonly holds: boolean
}

/** At most half of the draws may be skipped, and at most a fifth of the comparisons undecided. */
const ceiling = { skipped: 0.5, undecided: 0.2 }

interface Tally {
  runs: number
  checks: number
  undecided: number
  skipped: number
  readonly reached: Map<string, number>
  readonly reasons: Set<string>
}

/** How often as many draws again are tried, where the first ones did not reach all that the law asks for. */
const extraRounds = 9

const missed = ({ mustReach = [] }: Law, { reached }: Tally): readonly string[] =>
  mustReach.filter(what => !reached.has(what))

const reasonToDoubt = (law: Law, tally: Tally): string | undefined => {
  const { runs, checks, undecided, skipped, reasons } = tally
  if (skipped > ceiling.skipped * runs) return `${skipped} of ${runs} draws were skipped: ${[...reasons].join('; ')}`
  if (undecided > ceiling.undecided * checks) return `${undecided} of ${checks} comparisons were undecided`
  const never = missed(law, tally)
  return never.length > 0 ? `no draw had: ${never.join(', ')}` : undefined
}

const verifyOne = (law: Law, options: Options): Result => {
  const { seed = 0, runs = law.runs ?? 50, shrinks = 300, explain = () => undefined, path = '' } = options
  const tally: Tally = { runs: 0, checks: 0, undecided: 0, skipped: 0, reached: new Map(), reasons: new Set() }
  let failed = 0
  const judge = (trial: Trial): boolean => {
    if (failed > shrinks) return true
    const finding = guarded(trial.check)
    if (failed > 0) failed++
    else {
      tally.runs++
      for (const what of trial.reached) tally.reached.set(what, (tally.reached.get(what) ?? 0) + 1)
      if (finding.outcome === 'holds') {
        tally.checks += finding.checks
        tally.undecided += finding.inconclusive
      } else if (finding.outcome === 'skipped') {
        tally.skipped++
        tally.reasons.add(finding.reason)
      } else failed = 1
    }
    return finding.outcome !== 'fails'
  }
  const draw = (seed: number) => fc.check(fc.property(law.property, judge), { seed, numRuns: runs, path })
  const found = attempt(() => {
    let last = draw(seed)
    for (let round = 1; !last.failed && path === '' && round <= extraRounds && missed(law, tally).length > 0; round++)
      last = draw((seed + round * 0x9e3779b9) | 0)
    return last
  })
  const { runs: drawn, checks, undecided, skipped, reached } = tally
  const result = {
    law: law.name,
    statement: law.statement,
    runs: drawn,
    checks,
    undecided,
    skipped,
    reached: Object.fromEntries(reached)
  }
  // Only what makes the draws can throw here: a layer whose init throws, or that takes no shape.
  if (typeof found === 'string') {
    const message = `no draw could be made: ${found}`
    return { ...result, verdict: 'fails', counterexample: { message, exhibits: [], seed, path } }
  }
  if (!found.failed) {
    const reason = reasonToDoubt(law, tally)
    return reason === undefined ? { ...result, verdict: 'holds' } : { ...result, verdict: 'inconclusive', reason }
  }
  const at = { seed: found.seed, path: found.counterexamplePath ?? '' }
  const trial = found.counterexample?.[0]
  const what = trial === undefined ? { message: String(found.errorInstance), exhibits: [] } : examine(trial, explain)
  return { ...result, verdict: 'fails', counterexample: { ...what, ...at } }
}

const attempt = <A>(make: () => A): A | string => {
  try {
    return make()
  } catch (error) {
    return thrown(error)
  }
}

/** Looks at the smallest counterexample once more, and asks for the likely cause. */
const examine = (trial: Trial, explain: Explain | false): Omit<Counterexample, 'seed' | 'path'> => {
  const finding = guarded(trial.check)
  const exhibits = trial.exhibits()
  if (finding.outcome !== 'fails')
    return { message: 'does not happen every time', cause: 'it is not deterministic', exhibits }
  const { message, details } = finding.failure
  return { message, exhibits, ...(explain === false ? {} : explained(details, explain)) }
}

/** The details call a layer that is known to be wrong: whatever it throws, the failure is reported. */
const quietly = <A>(call: () => A): A | undefined => {
  try {
    return call()
  } catch {
    return undefined
  }
}

const explained = (details: () => Details, explain: Explain): Omit<Details, 'symptom'> => {
  const { symptom, cause: known, ...rest } = quietly(details) ?? {}
  const cause = (symptom === undefined ? undefined : quietly(() => explain(symptom))) ?? known
  return cause === undefined ? rest : { ...rest, cause }
}

/**
 * Tries every law on its own.
 *
 *     verify(laws, { seed, runs, explain }) = one result per law: holds, fails or inconclusive
 *
 * The same seed gives the same report. A law is inconclusive, and does not count as passing, if most of its samples were
 * skipped, too many comparisons were undecided, or the samples miss a required case. Without `explain` a counterexample
 * names only the causes that the law itself knows.
 */
export const verify = (laws: readonly Law[], options: Options = {}): Report => {
  const results = laws.map(law => verifyOne(law, options))
  return { seed: options.seed ?? 0, results, holds: results.every(({ verdict }) => verdict === 'holds') }
}

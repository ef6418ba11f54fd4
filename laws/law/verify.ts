import * as fc from 'fast-check'
import { type Details, type Exhibit, type Explain, type Failure, guarded, thrown, type Law, type Trial } from './Law.js'

/** Options of `verify`, `prove` and `register`. */
export interface Options {
  /** Seed of the draws. Default: 0. */
  readonly seed?: number
  /**
   * Draws per law. A law whose draws miss a required case gets up to ten times as many. Default: `runs` of the law, or 50.
   */
  readonly runs?: number | undefined
  /** Maximum number of trials to shrink a counterexample. Default: `shrinks` of the law, or 300. */
  readonly shrinks?: number
  /**
   * Finds the likely cause of a failure, which takes time. `false` also omits the wrong entry and the sweep of step sizes.
   * Default: `diagnose`.
   */
  readonly explain?: Explain | false
  /** Replays one draw: the `path` of a counterexample, together with its seed. Default: none. */
  readonly path?: string
}

/** The smallest draw found that breaks a law. */
export interface Counterexample extends Omit<Details, 'symptom'> {
  /** What happened, in one sentence. */
  readonly message: string
  /** The named parts of the shrunk draw. */
  readonly exhibits: readonly Exhibit[]
  /** Together with `path` replays the draw: `verify(laws, { seed, path })`. */
  readonly seed: number
  /** Path of the draw below the seed, in the notation of fast-check. */
  readonly path: string
}

/** The verdict on one law. */
export interface Result {
  /** The name of the law. */
  readonly law: string
  /** The statement of the law. */
  readonly statement: string
  /**
   * `partial`: every draw holds, but some kinds of places could not be compared, which `unreached` lists. `inconclusive` does not count
   * as passing; `reason` says why.
   */
  readonly verdict: 'holds' | 'partial' | 'fails' | 'inconclusive'
  /** Number of draws. */
  readonly runs: number
  /** Number of comparisons in all draws. */
  readonly checks: number
  /** Number of comparisons that could not be decided. */
  readonly undecided: number
  /** Number of draws to which the law does not apply. */
  readonly skipped: number
  /** Number of draws that cover each case, such as `zero`. */
  readonly reached: { readonly [what: string]: number }
  /** Why the verdict is inconclusive. */
  readonly reason?: string
  /** What the law found out about the subject, such as that it computes in single precision. */
  readonly notes?: readonly string[]
  /** The kinds of places that no draw could compare, such as `numbers above 10³`, if the verdict is `partial`. */
  readonly unreached?: readonly string[]
  /** Why the law fails. */
  readonly counterexample?: Counterexample
}

/** The results of `verify`. Print them with `showReport`, or as JSON with `reportToJson`. */
export interface Report {
  /** The seed of the draws. */
  readonly seed: number
  /** One result per law, in the order of the laws. */
  readonly results: readonly Result[]
  /** Whether every law holds, at least in part. */
  readonly holds: boolean
}

/** Whether a verdict counts as passing. */
export const isPassing = ({ verdict }: Pick<Result, 'verdict'>): boolean => verdict === 'holds' || verdict === 'partial'

/** Above these shares of skipped draws or undecided comparisons a law is inconclusive. */
const ceiling = { skipped: 0.5, undecided: 0.2 }

interface Tally {
  runs: number
  checks: number
  undecided: number
  skipped: number
  readonly reached: Map<string, number>
  readonly tried: Set<string>
  readonly reasons: Set<string>
  readonly examples: Set<string>
  readonly notes: Set<string>
}

/** Maximum number of further rounds of draws if the first round misses a required case. */
const extraRounds = 9

const missed = ({ mustReach = [] }: Law, { reached }: Tally): readonly string[] =>
  mustReach.filter(what => !reached.has(what))

/** The kinds of places that were tried and never reached. Two further rounds of draws are made for them. */
const unreachedBy = ({ tried, reached }: Tally): readonly string[] => [...tried].filter(what => !reached.has(what))

const reasonToDoubt = (law: Law, tally: Tally): string | undefined => {
  const { runs, checks, undecided, skipped, reasons, examples } = tally
  if (skipped > ceiling.skipped * runs) return `${skipped} of ${runs} draws were skipped: ${[...reasons].join('; ')}`
  if (undecided > ceiling.undecided * checks)
    return [`${undecided} of ${checks} comparisons were undecided`, ...[...examples].slice(0, 1)].join(', such as ')
  const never = missed(law, tally)
  return never.length > 0 ? `no draw had: ${never.join(', ')}` : undefined
}

const verifyOne = (law: Law, options: Options): Result => {
  const {
    seed = 0,
    runs = law.runs ?? 50,
    shrinks = law.shrinks ?? 300,
    explain = () => undefined,
    path = ''
  } = options
  const tally: Tally = {
    ...{ runs: 0, checks: 0, undecided: 0, skipped: 0 },
    reached: new Map(),
    tried: new Set(),
    reasons: new Set(),
    examples: new Set(),
    notes: new Set()
  }
  const count = (what: string) => tally.reached.set(what, (tally.reached.get(what) ?? 0) + 1)
  let failed: Failure | undefined
  const judge = (trial: Trial): boolean => {
    const finding = guarded(() => trial.check(failed?.focus))
    if (failed === undefined) {
      tally.runs++
      trial.reached.forEach(count)
      if (finding.outcome === 'holds') {
        tally.checks += finding.checks
        tally.undecided += finding.inconclusive
        if (finding.undecided !== undefined) tally.examples.add(finding.undecided)
        if (finding.note !== undefined) tally.notes.add(finding.note)
        finding.places?.reached.forEach(count)
        finding.places?.tried.forEach(what => tally.tried.add(what))
      } else if (finding.outcome === 'skipped') {
        tally.skipped++
        tally.reasons.add(finding.reason)
      }
    }
    if (finding.outcome !== 'fails') return true
    failed = finding.failure
    return false
  }
  // Without a limit, fast-check would make all trials of a large layer, although most are never tried.
  const limited = fc.property(fc.limitShrink(law.property, shrinks), judge)
  const draw = (seed: number) => fc.check(limited, { seed, numRuns: runs, path })
  const found = attempt(() => {
    let last = draw(seed)
    const rounds = () => (missed(law, tally).length > 0 ? extraRounds : unreachedBy(tally).length > 0 ? 2 : 0)
    for (let round = 1; !last.failed && path === '' && round <= rounds(); round++)
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
    reached: Object.fromEntries(reached),
    ...(tally.notes.size === 0 ? {} : { notes: [...tally.notes] })
  }
  // Only the generator of the draws can throw here: the layer's init throws, or the layer takes no small shape.
  if (typeof found === 'string') {
    const message = `no draw could be made: ${found}`
    return { ...result, verdict: 'fails', counterexample: { message, exhibits: [], seed, path } }
  }
  if (!found.failed) {
    const reason = reasonToDoubt(law, tally)
    if (reason !== undefined) return { ...result, verdict: 'inconclusive', reason }
    const unreached = unreachedBy(tally)
    return unreached.length === 0 ? { ...result, verdict: 'holds' } : { ...result, verdict: 'partial', unreached }
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

/** Tries the smallest counterexample once more, and adds its details and likely cause. */
const examine = (trial: Trial, explain: Explain | false): Omit<Counterexample, 'seed' | 'path'> => {
  const finding = guarded(() => trial.check())
  const exhibits = trial.exhibits()
  if (finding.outcome !== 'fails')
    return { message: 'the failure does not happen every time', cause: 'the check is not deterministic', exhibits }
  const { message, details } = finding.failure
  return { message, exhibits, ...(explain === false ? {} : explained(details, explain)) }
}

/** Ignores an error: the details call a layer that is known to be wrong, and the failure must be reported all the same. */
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
 * Verifies every law separately.
 *
 *     verify(laws, { seed, runs, explain }) = one result per law: holds, partial, fails or inconclusive
 *
 * The same seed gives the same report. Without `explain` a counterexample has only the cause that the law itself names.
 */
export const verify = (laws: readonly Law[], options: Options = {}): Report => {
  const results = laws.map(law => verifyOne(law, options))
  return { seed: options.seed ?? 0, results, holds: results.every(isPassing) }
}

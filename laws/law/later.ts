import * as fc from 'fast-check'
import { type Task } from 'fp-ts/lib/Task.js'
import { type Exhibit, type Finding, fails, type Law, thrown } from './Law.js'
import { type Draws } from './lawOver.js'
import { type Options, type Report, type Result } from './verify.js'

/** A law whose checks take time, such as those of a pool. `verifyLater` tries it. */
export interface LaterLaw extends Omit<Law, 'property'> {
  /** The draws. */
  readonly property: fc.Arbitrary<{
    readonly exhibits: () => readonly Exhibit[]
    readonly check: Task<Finding>
    readonly reached: readonly string[]
  }>
}

/** Builds laws whose checks take time, as `lawOver` does. */
export const laterOver =
  <D>({ arbitrary, exhibits, reached = () => [] }: Draws<D>) =>
  (
    name: string,
    statement: string,
    check: (drawn: D) => Task<Finding>,
    mustReach: readonly string[] = []
  ): LaterLaw => ({
    name,
    statement,
    property: arbitrary.map(drawn => ({
      exhibits: () => exhibits(drawn),
      check: check(drawn),
      reached: reached(drawn)
    })),
    mustReach
  })

const guarded = async (check: Task<Finding>): Promise<Finding> => {
  try {
    return await check()
  } catch (error) {
    return fails(`threw ${thrown(error)}`)
  }
}

const verifyOne = async (law: LaterLaw, { seed = 0, runs = law.runs ?? 20 }: Options): Promise<Result> => {
  const { name, statement, property, mustReach = [] } = law
  const reached = new Map<string, number>()
  const counts = { runs: 0, checks: 0, undecided: 0, skipped: 0 }
  const result = (verdict: Result['verdict']): Result => ({
    law: name,
    statement,
    verdict,
    ...counts,
    reached: Object.fromEntries(reached)
  })
  for (const trial of fc.sample(property, { seed, numRuns: runs })) {
    const finding = await guarded(trial.check)
    counts.runs++
    for (const what of trial.reached) reached.set(what, (reached.get(what) ?? 0) + 1)
    if (finding.outcome === 'skipped') counts.skipped++
    if (finding.outcome === 'holds') counts.checks += finding.checks
    if (finding.outcome !== 'fails') continue
    const { message } = finding.failure
    return { ...result('fails'), counterexample: { message, exhibits: trial.exhibits(), seed, path: '' } }
  }
  const missed = mustReach.filter(what => !reached.has(what))
  const reason =
    missed.length > 0
      ? `no draw had: ${missed.join(', ')}`
      : 2 * counts.skipped > counts.runs
        ? `${counts.skipped} of ${counts.runs} draws were skipped`
        : undefined
  return reason === undefined ? result('holds') : { ...result('inconclusive'), reason }
}

/**
 * Verifies laws whose checks take time, one after the other. Does not shrink counterexamples.
 *
 * @example const { holds } = await verifyLater(poolLaws(threads({ workers: 2 })))()
 */
export const verifyLater =
  (laws: readonly LaterLaw[], options: Options = {}): Task<Report> =>
  async () => {
    const results: Result[] = []
    for (const law of laws) results.push(await verifyOne(law, options))
    return { seed: options.seed ?? 0, results, holds: results.every(({ verdict }) => verdict === 'holds') }
  }

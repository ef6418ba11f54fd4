import { diagnose } from '../diagnosis/diagnose.js'
import { type Law } from '../law/Law.js'
import { verify as verifyWith, type Options, type Report } from '../law/verify.js'

/**
 * Verifies every law separately, and diagnoses each failure. The same seed gives the same report.
 *
 * A law is inconclusive, and does not count as passing, if more than half of its draws are skipped, more than a fifth of
 * its comparisons are undecided, or its draws miss a required case (zeros, ties, saturation, a batch of one). A law that holds, but
 * could not compare some kinds of places, such as numbers at which forward overflows, is `partial` and counts as passing.
 *
 * @param options `explain: false` skips the diagnosis: faster if only the verdicts matter
 * @example
 * const report = verify(layerLaws(dense(2, 3)), { seed: 1, runs: 20 })
 * console.log(showReport(report))
 */
export const verify = (laws: readonly Law[], options: Options = {}): Report =>
  verifyWith(laws, { explain: diagnose, ...options })

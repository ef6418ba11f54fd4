import { diagnose } from '../diagnosis/diagnose.js'
import { type Law } from '../law/Law.js'
import { verify as verifyWith, type Options, type Report } from '../law/verify.js'

/**
 * Tries every law on its own, and looks for the likely cause of each failure.
 *
 * @example verify(layerLaws(dense(2, 3)))
 * @example verify(layerLaws(mine), { explain: false }) // faster where only the verdicts matter
 */
export const verify = (laws: readonly Law[], options: Options = {}): Report =>
  verifyWith(laws, { explain: diagnose, ...options })

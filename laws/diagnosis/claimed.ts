/**
 * The Jacobian that backward claims, next to the measured one.
 *
 *     K[o, i] = entry i of backward(eₒ)      if backward is linear: Kᵀ dy = backward(dy)
 *
 * Two matrices show more than two gradients: which outputs are missing, and which are mixed up.
 */
import { withNumbers } from '../value/Numbers.js'
import { claimedAt, type Evidence } from './Evidence.js'
import { at, close, dot, type Row } from './Row.js'

/** Maximum number of outputs to try one by one. */
const few = 48

const columnsOf = (evidence: Evidence): readonly Row[] | undefined => {
  const { drawn, place, entries, outputGradient, analytic } = evidence
  const size = outputGradient.length
  if (size > few) return undefined
  const rows = outputGradient.map((_, o) => {
    const one = withNumbers(drawn.outputGradient)(Float64Array.from({ length: size }, (_, i) => (i === o ? 1 : 0)))
    return claimedAt({ ...drawn, outputGradient: one }, place, entries)
  })
  const columns = entries.map((_, j) => rows.map(row => at(row, j)))
  return close(
    columns.map(column => dot(column, outputGradient)),
    analytic
  )
    ? columns
    : undefined
}

const known = new WeakMap<Evidence, { readonly columns: readonly Row[] | undefined }>()

/**
 * One row for each measured entry, one number for each output. Undefined if backward is not linear. Several guesses
 * use the Jacobian, and it takes one pass per output, so it is cached.
 */
export const claimed = (evidence: Evidence): readonly Row[] | undefined => {
  const found = known.get(evidence) ?? { columns: columnsOf(evidence) }
  known.set(evidence, found)
  return found.columns
}

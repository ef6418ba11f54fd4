/**
 * The Jacobian that backward claims, beside the real one.
 *
 *     K[o, i] = what backward gives entry i for the output gradient eₒ, where backward is linear:  Kᵀ dy = what it gives for dy
 *
 * Two matrices tell more than two vectors: which outputs were forgotten, and which were mixed up.
 */
import { withNumbers } from '../value/Numbers.js'
import { at, claimedAt, close, dot, type Evidence, type Row } from './Evidence.js'

/** So many outputs are tried one by one. */
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
 * One row for each entry that is looked at, one number for each output; nothing where backward is not linear. Several guesses
 * ask for it, and it takes as many passes as there are outputs, so it is computed once.
 */
export const claimed = (evidence: Evidence): readonly Row[] | undefined => {
  const found = known.get(evidence) ?? { columns: columnsOf(evidence) }
  known.set(evidence, found)
  return found.columns
}

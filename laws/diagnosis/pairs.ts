/**
 * Pairs of an entry and an output, with the claimed and the measured derivative.
 *
 *     claimed K[o, i]      real J[o, i]      except pairs with both zero
 */
import { indices } from '../value/Numbers.js'
import { claimed } from './claimed.js'
import { type Evidence, indicesOf } from './Evidence.js'
import { at, norm } from './Row.js'

export interface Pair {
  readonly evidence: Evidence
  /** The indices of the entry, and of the output. */
  readonly entry: readonly number[]
  readonly output: readonly number[]
  /** Row-major index of the output. */
  readonly o: number
  /** The derivatives. Almost equal ones are made equal, and almost zero ones zero. */
  readonly claimed: number
  readonly real: number
}

const pairsIn = (evidence: Evidence): readonly Pair[] | undefined => {
  const columns = claimed(evidence)
  if (columns === undefined || evidence.outputShape.length === 0) return undefined
  const scale = 1e-6 * Math.max(...evidence.columns.map(norm), ...columns.map(norm))
  const orZero = (x: number): number => (Math.abs(x) <= scale ? 0 : x)
  const places = indicesOf(evidence)
  return evidence.columns.flatMap((column, j) =>
    column.flatMap((slope, o) => {
      const [claim, real] = [orZero(at(columns[j] ?? [], o)), orZero(slope)]
      if (claim === 0 && real === 0) return []
      const isSame = Math.abs(claim - real) <= scale
      return [
        {
          evidence,
          entry: places[j] ?? [],
          output: indices(evidence.outputShape, o),
          o,
          claimed: isSame ? real : claim,
          real
        }
      ]
    })
  )
}

export const pairsOf = (all: readonly Evidence[]): readonly Pair[] | undefined => {
  const found = all.map(pairsIn)
  return found.includes(undefined) ? undefined : found.flatMap(pairs => pairs ?? [])
}

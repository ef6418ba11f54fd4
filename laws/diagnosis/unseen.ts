/**
 * Detects that the claimed Jacobian has the numbers of the right one in each row, but at other entries.
 */
import { type Pair } from './pairs.js'

/** The pairs of each draw. */
const drawsOf = (pairs: readonly Pair[]): readonly (readonly Pair[])[] =>
  [...new Set(pairs.map(({ evidence }) => evidence))].map(draw => pairs.filter(({ evidence }) => evidence === draw))

/** Whether all claimed numbers are among the right ones. */
const areAmong = (pairs: readonly Pair[]): boolean => {
  const right = pairs.map(({ real }) => real).filter(real => real !== 0)
  return pairs.every(
    ({ claimed }) => claimed === 0 || right.some(real => Math.abs(claimed - real) <= 1e-5 * Math.abs(real))
  )
}

const isLost = ({ claimed, real }: Pair): boolean => claimed === 0 && real !== 0

export const unseen = (pairs: readonly Pair[]): string | undefined =>
  pairs.some(({ real }) => real === 0) && pairs.some(isLost) && drawsOf(pairs).every(areAmong)
    ? 'permuted: the contribution of each output is right, but goes to other entries (a wrong offset, stride, padding or axis)'
    : undefined

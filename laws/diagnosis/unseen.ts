/**
 * Causes for wrong pairs of outputs and entries without a common relation of their indices.
 *
 *     K has the numbers of J in each row, permuted       the gradient goes to other entries
 *     K is zero, but J is not                            a path is missing
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

export const unseen = (pairs: readonly Pair[]): string | undefined => {
  const lost = pairs.filter(isLost).length
  const inVain = pairs.some(({ real }) => real === 0)
  const isEmpty = pairs.every(({ claimed }) => claimed === 0)
  if (inVain && lost > 0 && !isEmpty && drawsOf(pairs).every(areAmong))
    return 'permuted: the contribution of each output is right, but goes to other entries (a wrong offset, stride, padding or axis)'
  return lost >= 3 && !inVain && !isEmpty
    ? 'a dropped term, or path: outputs depend on the tensor in more ways than the gradient accounts for; one of several uses has no gradient'
    : undefined
}

/**
 * What can be said of the outputs that a gradient thinks of, where they stand in no relation to it.
 *
 *     K has the numbers of J in each row, elsewhere      the gradient goes to other places
 *     K is zero where J is not                           outputs depend on it in more ways than the gradient says
 */
import { type Pair } from './pairs.js'

/** The pairs of each draw. */
const drawsOf = (pairs: readonly Pair[]): readonly (readonly Pair[])[] =>
  [...new Set(pairs.map(({ evidence }) => evidence))].map(draw => pairs.filter(({ evidence }) => evidence === draw))

/** Some of the right numbers, and no others. */
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

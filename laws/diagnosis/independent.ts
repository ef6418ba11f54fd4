/**
 * Tensors on which the derivative depends and the gradient does not: a number is kept from another call, or a factor is missing.
 *
 *     gradient(x) = gradient(x′), derivative(x) ≠ derivative(x′)
 */
import { claimedAt, type Evidence, gradientAt, placed, valueAt } from './Evidence.js'
import { close } from './Row.js'

/** Other numbers of the same signs and of similar size. */
const changed = (row: readonly number[]): readonly number[] =>
  row.map((x, i) => x * (1.1 + 0.2 * ((i * 0.6180339887498949) % 1)))

const isUnseen = ({ drawn, place, places, entries, analytic, numeric }: Evidence, which: number): boolean => {
  const other = places[which]
  if (other === undefined) return false
  try {
    const moved = placed(drawn, other, changed(valueAt(drawn, other)))
    return close(claimedAt(moved, place, entries), analytic) && !close(gradientAt(moved, place, entries), numeric)
  } catch {
    // The layer throws at the changed numbers.
    return false
  }
}

export const independent = (all: readonly Evidence[]): string | undefined => {
  const [first] = all
  if (first?.isWhole !== true) return undefined
  const names = first.places.flatMap(({ name }, which) =>
    all.slice(0, 6).every(one => isUnseen(one, which)) ? [name === 'input' ? 'the input' : name] : []
  )
  return names.length > 0
    ? `the gradient does not depend on ${names.join(' or ')}, and should: a factor is missing, such as a slope, or a number is kept from another call`
    : undefined
}

import { at, dot, norm, type Row } from './Row.js'

/** The residual of a row after projection onto the others (Gram–Schmidt). */
export const leftOver = (row: Row, basis: readonly Row[]): Row => {
  const orthogonal: Row[] = []
  const reduce = (one: Row) =>
    orthogonal.reduce((rest, axis) => {
      const share = dot(rest, axis) / dot(axis, axis)
      return rest.map((x, i) => x - share * at(axis, i))
    }, one)
  for (const one of basis) {
    const rest = reduce(one)
    if (norm(rest) > 1e-9 * norm(one)) orthogonal.push(rest)
  }
  return reduce(row)
}

/** The coefficients of a row as a combination of the others. Undefined if there are none, or several solutions. */
export const coefficients = (row: Row, basis: readonly Row[], tolerance: number): Row | undefined => {
  if (norm(leftOver(row, basis)) > tolerance) return undefined
  const found = basis.map((one, k) => {
    const own = leftOver(
      one,
      basis.filter((_, other) => other !== k)
    )
    return norm(own) > 1e-6 * norm(one) ? dot(row, own) / dot(one, own) : NaN
  })
  return found.some(Number.isNaN) ? undefined : found
}

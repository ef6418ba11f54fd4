import { at, dot, norm, type Row } from './Evidence.js'

/** What is left of a row that is not a combination of the others (Gram and Schmidt). */
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

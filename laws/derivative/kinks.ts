/**
 * The outputs of a function of many numbers that have a kink or a jump at a point.
 *
 *     A(s) = (f(z + s(p + q)) − f(z + s p) − f(z + s q) + f(z)) / s      → 0 for s → 0 where f is smooth
 *
 * At a kink A stays what it is, because pieces of f meet that differ to first order; at a jump it grows. No single line through the
 * point shows every kink: along each line the median of three equal numbers rises evenly.
 */
import { blurOf, distanceOf, pointNear, type Surface } from './nearby.js'

/** The arrangements that give p and q: many, because each pair misses some kinks of ranks. */
const turns = Array.from({ length: 11 }, (_, k) => (k % 2 === 0 ? k + 1 : -k - 1))

/** The second distance, of the first. */
const closer = 1 / 16

/** Of the steepest slope seen: less is curvature. */
const share = 1e-3

/** What is found at an output. */
export type Kind = 'smooth' | 'kink' | 'jump'

/** Judges every output. */
export const kindsAt = (surface: Surface): readonly Kind[] => {
  const { numbers, outputs } = surface
  const here = outputs(numbers)
  const [far, near] = [1, closer].map(s => bendsAt(surface, here, s))
  return Array.from(here, (value, j) => {
    const rounding = (16 * blurOf(surface, value)) / (closer * distanceOf(surface))
    const [before, after] = [far?.bends[j] ?? 0, near?.bends[j] ?? 0]
    if (!(after > before / 2 && after > share * (far?.slopes[j] ?? 0) + rounding)) return 'smooth'
    return (near?.slopes[j] ?? 0) > 4 * (far?.slopes[j] ?? 0) ? 'jump' : 'kink'
  })
}

interface Bends {
  /** The largest |A(s)| of each output. */
  readonly bends: Float64Array
  /** The largest |f(z + s p) − f(z)| / s. */
  readonly slopes: Float64Array
}

const bendsAt = (surface: Surface, here: Float64Array, s: number): Bends => {
  const { numbers, outputs } = surface
  const points = turns.map(turn => pointNear(surface, turn, undefined, s))
  const values = points.map(outputs)
  const sums = points
    .slice(1)
    .map((q, k) => outputs(q.map((x, i) => x + (points[k]?.[i] ?? NaN) - (numbers[i] ?? NaN))))
  const most = (rows: readonly Float64Array[], of: (row: Float64Array, k: number, j: number) => number) =>
    here.map((_, j) => Math.max(...rows.map((row, k) => Math.abs(of(row, k, j)))) / (s * distanceOf(surface)))
  const at = (row: Float64Array | undefined, j: number): number => row?.[j] ?? NaN
  return {
    bends: most(sums, (sum, k, j) => at(sum, j) - at(values[k], j) - at(values[k + 1], j) + at(here, j)),
    slopes: most(values, (value, _, j) => at(value, j) - at(here, j))
  }
}

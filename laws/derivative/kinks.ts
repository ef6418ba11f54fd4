/**
 * The outputs of a function of many numbers that have a kink or a jump at a point.
 *
 *     A(s) = (f(z + s(p + q)) − f(z + s p) − f(z + s q) + f(z)) / s      → 0 for s → 0 where f is smooth
 *
 * At a kink A stays what it is, because pieces of f meet that differ to first order; at a jump it grows. No single line through the
 * point shows every kink: along each line the median of three equal numbers rises evenly.
 */
import { largest, plusTimes } from '../value/Numbers.js'
import { arrangement, blurOf, distanceOf, type Surface } from './nearby.js'

/** The arrangements that give p and q: many, because each pair misses some kinks of ranks. */
const turns = Array.from({ length: 11 }, (_, k) => (k % 2 === 0 ? k + 1 : -k - 1))

/** The second distance, of the first. */
const closer = 1 / 16

/** Far smaller distances, at which a steep function is smooth: two layer normalizations of equal numbers rise by 10⁶ over 10⁻⁷. */
const closest = [2 ** -20, 2 ** -28]

/** Of the steepest slope seen: less is curvature. */
const share = 1e-3

/** What is found at an output. */
export type Kind = 'smooth' | 'kink' | 'jump'

/** The kinds of the outputs, the bends at the second distance, and those at any share of ε. */
const seenFrom = (surface: Surface) => {
  const { numbers, outputs } = surface
  const here = outputs(numbers)
  const distance = distanceOf(surface)
  const directions = turns.map(turn => arrangement(numbers.length, turn))
  const lookAt = (s: number): Bends => bendsAt(surface, here, directions, s * distance)
  const [far, near] = [lookAt(1), lookAt(closer)]
  // A small output may be the difference of numbers as large as the others.
  const rounding = (16 * blurOf(surface, largest(here))) / (closer * distance)
  const kinds = Array.from(here, (_, j): Kind => {
    const [before, after, rise] = [far.bends[j] ?? 0, near.bends[j] ?? 0, far.slopes[j] ?? 0]
    if (!(after > before / 2 && after > share * rise + rounding)) return 'smooth'
    return (near.slopes[j] ?? 0) > 4 * rise ? 'jump' : 'kink'
  })
  return { kinds, near, lookAt }
}

/** Judges every output. */
export const kindsAt = (surface: Surface): readonly Kind[] => seenFrom(surface).kinds

/** Judges every output, and once more far closer: what bends less there is steep, but smooth. Rounding only adds to the bends. */
export const lastingKindsAt = (surface: Surface): readonly Kind[] => {
  const { kinds, near, lookAt } = seenFrom(surface)
  if (kinds.every(kind => kind === 'smooth')) return kinds
  const last = closest.map(lookAt)
  return kinds.map((kind, j) =>
    last.some(({ bends }) => (bends[j] ?? 0) < (near.bends[j] ?? 0) / 2) ? 'smooth' : kind
  )
}

interface Bends {
  /** The largest |A(s)| of each output. */
  readonly bends: Float64Array
  /** The largest |f(z + s p) − f(z)| / s. */
  readonly slopes: Float64Array
}

const bendsAt = (
  { numbers, outputs }: Surface,
  here: Float64Array,
  directions: readonly Float64Array[],
  s: number
): Bends => {
  const points = directions.map(p => plusTimes(numbers, s, p))
  const values = points.map(outputs)
  const sums = points.slice(0, -1).map((point, k) => outputs(plusTimes(point, s, directions[k + 1] ?? numbers)))
  const most = (rows: readonly Float64Array[], of: (row: Float64Array, k: number, j: number) => number) =>
    here.map((_, j) => Math.max(...rows.map((row, k) => Math.abs(of(row, k, j)))) / s)
  const at = (row: Float64Array | undefined, j: number): number => row?.[j] ?? NaN
  return {
    bends: most(sums, (sum, k, j) => at(sum, j) - at(values[k], j) - at(values[k + 1], j) + at(here, j)),
    slopes: most(values, (value, _, j) => at(value, j) - at(here, j))
  }
}

import { conclusive } from './claim.js'
import { dot, outside } from './hull.js'
import { blurOf, type Gradient, gradientsNear, known, longest, pointNear, stepOf, type Surface } from './nearby.js'

/** The result of `subgradient`. */
export interface Membership {
  /** Whether the gradient is a convex combination of gradients nearby. */
  readonly verdict: 'agrees' | 'differs' | 'inconclusive'
  /** The direction of the moving numbers along which it differs, with a largest |entry| of 1. Empty unless it differs. */
  readonly direction: Float64Array
  /** The slope that the gradient claims along the direction. */
  readonly analytic: number
  /** The slope nearby that comes closest. */
  readonly numeric: number
  readonly tolerance: number
}

/** Gradients nearby, by output. */
export type Neighbourhood = readonly (readonly Gradient[])[]

/** Arrangements of the numbers around the point, and their opposites. */
const arrangements = [12, 13, 14]

/** The gradients of every output at generic points around the point. */
export const neighbourhood = (surface: Surface): Neighbourhood => {
  const found = arrangements.flatMap(turn => [gradientsNear(surface, turn), gradientsNear(surface, -turn)])
  return (found[0] ?? []).map((_, j) => known(found.flatMap(gradients => gradients[j] ?? [])))
}

const toleranceOf = (gradients: readonly Gradient[]): number => {
  const largest = Math.max(0, ...gradients.map(({ slopes }) => longest(slopes)))
  return 2 * Math.max(0, ...gradients.map(({ error }) => error)) + 1e-9 * largest
}

/** The number of numbers along which the gradients nearby differ: 0 at a smooth point. */
export const spreadOf = (gradients: readonly Gradient[]): number => {
  const tolerance = toleranceOf(gradients)
  const [first] = gradients
  if (first === undefined) return 0
  return first.slopes.reduce(
    (count, x, i) => count + (gradients.some(({ slopes }) => Math.abs((slopes[i] ?? NaN) - x) > tolerance) ? 1 : 0),
    0
  )
}

/** Number of arrangements that are tried beside directions: each of six equal numbers is likely to be the third in one of them. */
const random = 64

/** The arrangements before are those of the neighbourhood. */
const firstTurn = 20

/** Largest number of gradients that are added to the first ones. */
const additions = 24

/**
 * Judges the gradient of one output at a kink or a jump, jointly over all moving numbers.
 *
 *     g = Σ λₖ ξₖ,   λₖ ≥ 0,   Σ λₖ = 1      ξₖ: limits of gradients at generic points nearby (Clarke's generalised gradient)
 *
 * The larger of two equal numbers has the gradients (1, 0) and (0, 1) nearby, so (t, 1 − t) is right, and (1, 1) and (0, 0) are wrong.
 * If g is outside the hull of the gradients found, r leads from the hull to g, and the search goes to the points around at which the
 * output rises fastest along r. Either one of them adds a gradient to the hull, or g claims a steeper slope than any, and differs.
 *
 * Source: Clarke, "Generalized gradients and applications" (1975).
 *
 * @param claimed the gradient, by moving number
 * @param nearby gradients at points nearby, of this output
 */
export const subgradient = (
  surface: Surface,
  output: number,
  claimed: Float64Array,
  nearby: readonly Gradient[]
): Membership => {
  let gradients = nearby
  for (let addition = 0; gradients.length > 0 && addition < additions; addition++) {
    const residual = outside(
      claimed,
      gradients.map(({ slopes }) => slopes)
    )
    const tolerance = Math.max(toleranceOf(gradients), 1e-9 * longest(claimed))
    const size = longest(residual)
    if (size <= tolerance) return agrees
    const direction = residual.map(x => x / size)
    const room = tolerance * dot(direction, direction.map(Math.sign))
    const analytic = dot(claimed, direction)
    const steepest = Math.max(...gradients.map(({ slopes }) => dot(slopes, direction)))
    if (analytic <= steepest + room) return agrees
    const directions = directionsFrom(direction, bendsOf(surface, output))
    const turn = firstTurn + addition * directions.length
    const better = directions.findIndex((towards, k) => {
      const point = pointNear(surface, turn + k, towards)
      return slopeAlong(surface, output, direction, point) > steepest + room
    })
    if (better === -1) return { verdict: 'differs', direction, analytic, numeric: steepest, tolerance: room }
    const added = gradientsNear(surface, turn + better, directions[better])[output]
    const more = known(added === undefined ? gradients : [...gradients, added])
    if (more.length <= gradients.length) return unknown
    gradients = more
  }
  return unknown
}

const nowhere = { direction: new Float64Array(0), analytic: NaN, numeric: NaN, tolerance: Infinity }
const agrees: Membership = { verdict: 'agrees', ...nowhere }
const unknown: Membership = { verdict: 'inconclusive', ...nowhere }

/** 1 for numbers along which the output is convex at the point, −1 where it is concave. */
const bendsOf = (surface: Surface, output: number): Float64Array => {
  const { numbers, outputs, moving } = surface
  const step = stepOf(surface)
  const at = (i: number, t: number) => outputs(numbers.with(i, (numbers[i] ?? NaN) + t))[output] ?? NaN
  const middle = outputs(numbers)[output] ?? NaN
  return Float64Array.from(moving, i => (at(i, step) + at(i, -step) < 2 * middle ? -1 : 1))
}

/** Directions in which points with a steep slope along r may lie: r for a convex output, −r for a concave one, and any. */
const directionsFrom = (r: Float64Array, bends: Float64Array): readonly (Float64Array | undefined)[] => [
  r.map((x, i) => x * (bends[i] ?? 1)),
  r,
  r.map(x => -x),
  ...Array.from({ length: random }, () => undefined)
]

/** The slope of the output along r at a point, or −∞ if the output has a kink or a jump there. */
const slopeAlong = (surface: Surface, output: number, r: Float64Array, point: Float64Array): number => {
  const step = stepOf(surface)
  const at = (t: number) => {
    const moved = point.slice()
    surface.moving.forEach((i, k) => (moved[i] = (moved[i] ?? NaN) + t * (r[k] ?? NaN)))
    return surface.outputs(moved)[output] ?? NaN
  }
  const [minus, middle, plus] = [at(-step), at(0), at(step)]
  const [left, right] = [(middle - minus) / step, (plus - middle) / step]
  const slope = (left + right) / 2
  const rounding = (4 * blurOf(surface, middle)) / step
  return Math.abs(right - left) <= conclusive * Math.abs(slope) + rounding ? slope : -Infinity
}

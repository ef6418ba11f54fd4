/**
 * Gradients of a function of many numbers at generic points near a point, where it has kinks or jumps.
 *
 *     z + ε p          p is a direction and an arrangement of different numbers, so that no two numbers stay equal
 *     ξ(ε)             central differences along every number, with a step h far below ε
 *     2 ξ(ε/2) − ξ(ε)  the limit for ε → 0, if there is no further kink on the way
 *
 * The error of a limit is |ξ(ε) − ξ(ε/2)|, half the difference of the two sides (a kink nearer than h, or curvature) and rounding.
 */
import { plusTimes } from '../value/Numbers.js'
import { conclusive } from './claim.js'

/** A function of many numbers with several outputs, at a point. */
export interface Surface {
  readonly numbers: Float64Array
  readonly outputs: (numbers: Float64Array) => Float64Array
  /** Accuracy of the outputs: relative in double precision, otherwise beside the larger of 1 and |output|. */
  readonly accuracy: number
  /** The indices of the numbers along which gradients are taken. */
  readonly moving: readonly number[]
}

/** A gradient of one output with respect to the moving numbers. */
export interface Gradient {
  readonly slopes: Float64Array
  readonly error: number
}

/** What an output of this value may be off by. */
export const blurOf = ({ accuracy }: Surface, value: number): number =>
  accuracy * Math.max(accuracy > Number.EPSILON ? 1 : 0, Math.abs(value))

/** The step h of the differences: rounding leaves about nine digits, or three of an inaccurate function. */
export const stepOf = ({ accuracy, numbers }: Surface): number =>
  Math.max(2 ** -23, 2 ** 11 * accuracy) * Math.max(1, longest(numbers) / 100)

/** ε. Many numbers need more room to differ from each other by more than h. */
export const distanceOf = (surface: Surface): number =>
  Math.max(32 * stepOf(surface), Math.min(2 ** -5, 16 * Math.min(surface.numbers.length, 32) * stepOf(surface)))

/** Share of the arrangement in p, beside a direction. */
const share = 1 / 8

/** More numbers than this are not sorted. */
const many = 1000

/** Different numbers between −1 and 1, not 0, in an order that depends on `turn`. A negative turn gives the opposite numbers. */
export const arrangement = (size: number, turn: number): Float64Array => {
  const sign = Math.sign(turn)
  const numbers = new Float64Array(size)
  if (size > many) {
    // Multiples of an irrational number, modulo 1.
    const irrational = disorder(0, Math.abs(turn))
    return numbers.map((_, i) => sign * (2 * (((i + 1) * irrational) % 1) - 1))
  }
  const keys = Array.from({ length: size }, (_, i) => disorder(i, Math.abs(turn)))
  const places = keys.map((_, i) => i).toSorted((i, j) => (keys[i] ?? NaN) - (keys[j] ?? NaN))
  // Uneven distances, lest the numbers of two arrangements add up to equal ones.
  places.forEach((place, rank) => {
    numbers[place] = (sign * (2 * rank + 1.1 + 0.8 * disorder(rank, Math.abs(turn)) - size)) / size
  })
  return numbers
}

/** A number in [0, 1) that looks random. */
const disorder = (i: number, turn: number): number => {
  const mixed = Math.sin(12.9898 * (i + 1) + 78.233 * turn) * 43758.5453
  return mixed - Math.floor(mixed)
}

/** The point at s times the distance ε: in a direction of the moving numbers, if there is one, and off all ties. */
export const pointNear = (surface: Surface, turn: number, direction?: Float64Array, s = 1): Float64Array => {
  const { numbers, moving } = surface
  const spread = arrangement(numbers.length, turn)
  const p = direction === undefined ? spread : spread.map(x => share * x)
  const length = direction === undefined ? 1 : longest(direction) || 1
  direction?.forEach((x, k) => (p[moving[k] ?? 0] = (p[moving[k] ?? 0] ?? NaN) + ((1 - share) * x) / length))
  return plusTimes(numbers, s * distanceOf(surface), p)
}

/** Slopes below are those of numbers that have lost their digits. */
export const nothing = 1e-300

/** An error that is small beside any slope, such as those near a constant 1. */
const least = 1e-8

interface Slopes {
  /** By number, then by output. */
  readonly central: readonly Float64Array[]
  /** Half the difference of the two sides. */
  readonly bends: readonly Float64Array[]
  readonly values: Float64Array
}

const slopesAt = (surface: Surface, point: Float64Array): Slopes => {
  const { outputs, moving } = surface
  const values = outputs(point)
  const step = stepOf(surface)
  const sides = moving.map(i => {
    const x = point[i] ?? NaN
    const [plus, minus] = [outputs(point.with(i, x + step)), outputs(point.with(i, x - step))]
    return {
      central: plus.map((y, j) => (y - (minus[j] ?? NaN)) / (2 * step)),
      bend: plus.map((y, j) => Math.abs(y + (minus[j] ?? NaN) - 2 * (values[j] ?? NaN)) / (2 * step))
    }
  })
  return { central: sides.map(({ central }) => central), bends: sides.map(({ bend }) => bend), values }
}

/** The limits of the gradients of all outputs near the point, in a direction or at random. */
export const gradientsNear = (surface: Surface, turn: number, direction?: Float64Array): readonly Gradient[] => {
  const far = slopesAt(surface, pointNear(surface, turn, direction))
  const near = slopesAt(surface, pointNear(surface, turn, direction, 0.5))
  const step = stepOf(surface)
  return Array.from(near.values, (value, j) => {
    const at = (rows: readonly Float64Array[]) => Float64Array.from(rows, row => row[j] ?? NaN)
    const [one, other] = [at(far.central), at(near.central)]
    const slopes = other.map((x, i) => 2 * x - (one[i] ?? NaN))
    const seen = other.map(
      (x, i) => Math.abs(x - (one[i] ?? NaN)) + (near.bends[i]?.[j] ?? NaN) + (far.bends[i]?.[j] ?? NaN)
    )
    const rounding = (4 * (blurOf(surface, value) + surface.accuracy * longest(slopes))) / step
    return { slopes, error: longest(seen) + rounding + nothing }
  })
}

/** The gradients that are known to one percent of the longest of them. */
export const known = (gradients: readonly Gradient[]): readonly Gradient[] => {
  const scale = Math.max(0, ...gradients.map(({ slopes, error }) => (error <= longest(slopes) ? longest(slopes) : 0)))
  return gradients.filter(({ error }) => error <= Math.max(conclusive * scale, least))
}

/** The largest absolute value. NaN if a number is NaN. */
export const longest = (numbers: Float64Array): number => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

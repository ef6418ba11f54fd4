import { type Line, sampleOf } from './Line.js'

/** Of the argument's scale: the distance of the first difference quotient. */
const reach = 1.236 / 32

/** The pieces that are searched, in units of the reach: up to the first quotient of a function with stairs. */
const pieces = [
  [-8, -1],
  [-1, 1],
  [1, 8]
] as const

/** Number of halvings. The last pieces are less than 2⁻⁴⁵ of the argument's scale wide. */
const halvings = 44

/** A change over the last piece counts as a stair if it is larger than rounding in double precision. */
const rounding = 2 ** 8 * Number.EPSILON

/** A stair that is larger, beside the function's size, is a jump of the function itself, as of `floor`. */
const largest = 2 ** -14

/** Several roundings add up. */
const safety = 4

/** The largest relative noise that stairs have. */
export const mostRelative = safety * largest

/** The stairs of a function. */
export interface Stairs {
  /** What one evaluation may be off by: several roundings, each by up to a stair. 0 without stairs. */
  readonly noise: number
  /** The noise beside the size of the function, |φ| + |slope| · argument. */
  readonly relative: number
}

/** Of the argument's scale: a distance below that of two stairs, even of a function that loses all digits but six. */
const nearby = 2 ** -40

/**
 * Finds the stairs of a function of one real variable that rounds on the way, to single precision or by cancelling digits. Between two
 * stairs it has another slope than over many: 0, or that of the terms that are not rounded.
 *
 *     |φ(to) − φ(from) − σ (to − from)|      σ: the slope between two stairs, the median over nearby points
 *
 * Halving finds a stair: it always continues in the half for which this is larger, until the piece is so narrow that only a jump can
 * change the function. Stairs are higher where the function is larger, so several pieces are searched, and the highest one counts.
 *
 * @param argument the scale of the argument
 * @example stairsAlong(t => Math.fround(Math.tanh(0.5 + t)), 1).noise // about 2 · 10⁻⁷
 */
export const stairsAlong = (phi: Line, argument: number): Stairs => {
  const at = (t: number) => ({ t, ...sampleOf(phi(t * argument)) })
  const slopes = [-0.9, -0.4, 0.1, 0.5, 0.8].map(place => {
    const [from, to] = [at(place * reach), at(place * reach + nearby)]
    return (to.value - from.value) / (to.t - from.t)
  })
  const slope = slopes.toSorted((one, other) => one - other)[2] ?? NaN
  const ends = [at(-reach), at(0), at(reach)] as const
  const changes = [ends[1].value - ends[0].value, ends[2].value - ends[1].value]
  const size = ends[0].magnitude + Math.max(...changes.map(Math.abs)) / reach
  const heightIn = ([start, end]: readonly [number, number]): number => {
    let [from, to] = [at(start * reach), at(end * reach)]
    const rise = (one: typeof from, other: typeof from) => Math.abs(other.value - one.value - slope * (other.t - one.t))
    for (let halving = 0; halving < halvings; halving++) {
      const middle = at((from.t + to.t) / 2)
      if (rise(from, middle) > rise(middle, to)) to = middle
      else from = middle
    }
    return rise(from, to)
  }
  const isStair = (height: number) => height > rounding * size && height <= largest * size
  const height = Math.max(0, ...pieces.map(heightIn).filter(isStair))
  return { noise: safety * height, relative: height === 0 ? 0 : (safety * height) / size }
}

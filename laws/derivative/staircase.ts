import { type Line, sampleOf } from './Line.js'

/** Of the argument's scale: the search begins with this distance on both sides, that of the first difference quotient. */
const reach = 1.236 / 32

/** Number of halvings. The last piece is 2⁻⁴⁸ of the argument's scale wide. */
const halvings = 44

/** A change over the last piece counts as a stair if it is larger than rounding in double precision. */
const rounding = 2 ** 8 * Number.EPSILON

/** A stair that is larger, beside the function's size, is a jump of the function itself, as of `floor`. */
const largest = 2 ** -14

/** Several roundings add up. */
const safety = 4

/** The stairs of a function. */
export interface Stairs {
  /** What one evaluation may be off by: several roundings, each by up to a stair. 0 without stairs. */
  readonly noise: number
  /** The noise beside the size of the function, |φ| + |slope| · argument. */
  readonly relative: number
}

/**
 * Finds the stairs of a function of one real variable that rounds on the way, to single precision or by cancelling digits. Its derivative is 0
 * nearly everywhere, and yet it rises.
 *
 * Halving finds a stair: it always continues in the half over which the function changes more, until the piece is so narrow that only a jump
 * can change the function.
 *
 * @param argument the scale of the argument
 * @example stairsAlong(t => Math.fround(Math.tanh(0.5 + t)), 1).noise // about 2 · 10⁻⁷
 */
export const stairsAlong = (phi: Line, argument: number): Stairs => {
  const at = (t: number) => ({ t, ...sampleOf(phi(t * argument)) })
  const ends = [at(-reach), at(0), at(reach)] as const
  let [from, , to] = ends
  const changes = [ends[1].value - ends[0].value, ends[2].value - ends[1].value]
  const size = from.magnitude + Math.max(...changes.map(Math.abs)) / reach
  for (let halving = 0; halving < halvings; halving++) {
    const middle = at((from.t + to.t) / 2)
    if (Math.abs(middle.value - from.value) > Math.abs(to.value - middle.value)) to = middle
    else from = middle
  }
  const height = Math.abs(to.value - from.value)
  return height > rounding * size && height <= largest * size
    ? { noise: safety * height, relative: (safety * height) / size }
    : { noise: 0, relative: 0 }
}

/**
 * Randomness as a value: a `Random<A>` takes a seed and gives an A and the next seed (fp-ts `State`).
 *
 * A seed is the state of a xoroshiro128+ generator (pure-rand): four whole numbers that can be compared, saved and sent.
 */
import { type State } from 'fp-ts/lib/State.js'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { type RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { skipN } from 'pure-rand/utils/skipN'
import { atLeastZero, finite, integer } from './range.js'
import { elementCount, type Shape } from './Shape.js'
import { shown } from './shown.js'
import { fresh, type Tensor, writtenShape } from './Tensor.js'

export type Seed = readonly number[]

export type Random<A> = State<Seed, A>

/** Lends a generator to `draw`, and takes back the seed that follows. */
const drawing =
  <A>(draw: (generator: RandomGenerator) => A): Random<A> =>
  seed => {
    if (!Array.isArray(seed)) throw new TypeError(`A seed is made with Random.seed(number), found ${shown(seed)}`)
    const generator = xoroshiro128plusFromState(seed)
    return [draw(generator), generator.getState()]
  }

/** A whole number of 32 bits, each bit of which depends on all bits of the given one (the finalizer of MurmurHash3). */
const hashed = (word: number): number => {
  const high = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  const low = Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return low ^ (low >>> 16)
}

/**
 * Leaves nothing of how near to each other two states were. The generator's own steps are linear: alone they would keep a
 * difference between two states the same whatever the states, and so the numbers of two branches correlated. The hash is not.
 */
const mixed = (state: Seed): Seed => {
  const generator = xoroshiro128plusFromState(state.map(hashed))
  skipN(generator, 64)
  return generator.getState().map(hashed)
}

/** A state that differs for all whole numbers. */
const stateOf = (n: number): Seed => mixed([-1, ~n, n | 0, Math.floor(n / 2 ** 32)])

/**
 * The seed of a number.
 *
 * @throws RangeError if the number is not an integer between −(2^53 − 1) and 2^53 − 1
 */
export const seed = (number: number): Seed => stateOf(integer('Random.seed: the number', number))

/**
 * The n-th branch of a seed: as good as a new seed for every whole n, and always the same one. So the noise of step n and
 * the order of epoch n need no seed handed on through the steps before.
 *
 * @throws RangeError if n is not an integer between −(2^53 − 1) and 2^53 − 1
 */
export const branch = (n: number): ((from: Seed) => Seed) => {
  const salt = stateOf(integer('Random.branch: n', n))
  return from => mixed(from.map((word, i) => word ^ (salt[i] ?? 0)))
}

/** A second seed, independent of the one handed on. */
export const split: Random<Seed> = drawing(generator => mixed(Array.from({ length: 4 }, () => generator.next())))

/** A tensor whose numbers are drawn one after the other, for the function of that name. */
const filling = <S extends Shape>(
  name: string,
  shape: S,
  draw: (generator: RandomGenerator) => number
): Random<Tensor<S>> => {
  const written = writtenShape(name, shape)
  return drawing(generator =>
    fresh(
      written,
      new Float64Array(elementCount(written)).map(() => draw(generator))
    )
  )
}

/**
 * Numbers spread evenly over [low, high).
 *
 * @throws RangeError if a bound is not finite, or later if a size of the shape is not a positive integer
 */
export const uniform = (low = 0, high = 1): (<const S extends Shape>(shape: S) => Random<Tensor<S>>) => {
  finite('uniform: low', low)
  finite('uniform: high', high)
  return shape => filling('uniform', shape, generator => low + (high - low) * uniformFloat64(generator))
}

/**
 * Numbers from the normal distribution, by the Box–Muller transform: √(−2 ln u) cos 2πv.
 *
 * @throws RangeError if the mean is not finite or the standard deviation is below 0, or later if a size of the shape is not a
 * positive integer
 */
export const normal = (mean = 0, standardDeviation = 1): (<const S extends Shape>(shape: S) => Random<Tensor<S>>) => {
  finite('normal: the mean', mean)
  atLeastZero('normal: the standard deviation', standardDeviation)
  return shape =>
    filling('normal', shape, generator => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)))
      return mean + standardDeviation * radius * Math.cos(2 * Math.PI * uniformFloat64(generator))
    })
}

/** The items in a random order, each order equally likely (Fisher and Yates). */
export const shuffle = <A>(items: readonly A[]): Random<readonly A[]> =>
  drawing(generator => {
    const shuffled = [...items]
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = uniformInt(generator, 0, last)
      const item = shuffled[last]!
      shuffled[last] = shuffled[other]!
      shuffled[other] = item
    }
    return shuffled
  })

/** First one, then the other, one seed threaded through both. */
export const both =
  <A, B>(one: Random<A>, other: Random<B>): Random<readonly [A, B]> =>
  seed => {
    const [a, next] = one(seed)
    const [b, last] = other(next)
    return [[a, b], last]
  }

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
import { logOf } from '../number/log.js'
import { cosOf } from '../number/trigonometric.js'

/**
 * The state of the random number generator (xoroshiro128+ of pure-rand): four 32-bit integers, which can be compared, saved
 * and sent. Make one with `Randoms.seed`.
 */
export type Seed = readonly number[]

/**
 * Randomness as a value: a function from a seed to an A and the next seed. Compose it with fp-ts `State`, whose `evaluate`
 * runs it.
 *
 * @example evaluate(Randoms.seed(1))(Randoms.normal()([2, 3])) // Tensor<readonly [2, 3]>
 */
export type Random<A> = State<Seed, A>

/** Runs `draw` on a generator in the state `seed`, and returns the state afterwards as the next seed. */
const drawing =
  <A>(draw: (generator: RandomGenerator) => A): Random<A> =>
  seed => {
    if (!Array.isArray(seed)) throw new TypeError(`A seed must come from Randoms.seed(number), found ${shown(seed)}`)
    const generator = xoroshiro128plusFromState(seed)
    return [draw(generator), generator.getState()]
  }

/** Hashes a 32-bit integer so that every output bit depends on all input bits (the finalizer of MurmurHash3). */
const hashed = (word: number): number => {
  const high = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  const low = Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return low ^ (low >>> 16)
}

/**
 * Mixes a state so that similar states give unrelated ones. The generator's steps are linear, so steps alone would preserve the
 * difference between two states, and two branches would give correlated numbers. The hash is not linear.
 */
const mixed = (state: Seed): Seed => {
  const generator = xoroshiro128plusFromState(state.map(hashed))
  skipN(generator, 64)
  return generator.getState().map(hashed)
}

/** A different state for every safe integer. */
const stateOf = (n: number): Seed => mixed([-1, ~n, n | 0, Math.floor(n / 2 ** 32)])

/**
 * Makes a seed from an integer. Different integers give different, unrelated seeds.
 *
 * @throws RangeError if the number is not an integer between −(2^53 − 1) and 2^53 − 1
 * @example Randoms.uniform()([3])(Randoms.seed(42)) // [tensor, next seed]
 */
export const seed = (number: number): Seed => stateOf(integer('Randoms.seed: the number', number))

/**
 * Derives the n-th branch of a seed. The same n always gives the same seed, and different n give independent seeds. The noise
 * of step n and the order of epoch n come from branches, so training can resume at any step.
 *
 * @throws RangeError if n is not an integer between −(2^53 − 1) and 2^53 − 1
 * @example Randoms.branch(3)(Randoms.seed(1))
 */
export const branch = (n: number): ((from: Seed) => Seed) => {
  const salt = stateOf(integer('Randoms.branch: n', n))
  return from => mixed(from.map((word, i) => word ^ (salt[i] ?? 0)))
}

/**
 * Splits a seed in two: the result is independent of the next seed.
 *
 * @example const [other, next] = Randoms.split(Randoms.seed(1))
 */
export const split: Random<Seed> = /* @__PURE__ */ drawing(generator =>
  mixed(Array.from({ length: 4 }, () => generator.next()))
)

/** Draws the numbers of a tensor in row-major order. Errors start with `name`. */
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
 * A tensor of numbers from the uniform distribution over [low, high).
 *
 * @param low Default: 0.
 * @param high Default: 1.
 * @throws RangeError if a bound is not finite, or later if a size of the shape is not a positive integer
 * @throws TypeError later if the shape is not a list of sizes
 * @example evaluate(Randoms.seed(1))(Randoms.uniform(-1, 1)([2, 3])) // Tensor<readonly [2, 3]>
 */
export const uniform = (low = 0, high = 1): (<const S extends Shape>(shape: S) => Random<Tensor<S>>) => {
  finite('uniform: low', low)
  finite('uniform: high', high)
  return shape => filling('uniform', shape, generator => low + (high - low) * uniformFloat64(generator))
}

/**
 * A tensor of numbers from the normal distribution, by the Box–Muller transform:
 *
 *     mean + standardDeviation · √(−2 ln u) cos 2πv      u uniform over (0, 1], v uniform over [0, 1)
 *
 * @param mean Default: 0.
 * @param standardDeviation Default: 1.
 * @throws RangeError if the mean is not finite or the standard deviation is not a finite number of at least 0, or later if a
 * size of the shape is not a positive integer
 * @throws TypeError later if the shape is not a list of sizes
 * @example evaluate(Randoms.seed(1))(Randoms.normal(0, 0.1)([2, 3])) // Tensor<readonly [2, 3]>
 */
export const normal = (mean = 0, standardDeviation = 1): (<const S extends Shape>(shape: S) => Random<Tensor<S>>) => {
  finite('normal: the mean', mean)
  atLeastZero('normal: the standard deviation', standardDeviation)
  return shape =>
    filling('normal', shape, generator => {
      const radius = Math.sqrt(-2 * logOf(1 - uniformFloat64(generator)))
      return mean + standardDeviation * radius * cosOf(2 * Math.PI * uniformFloat64(generator))
    })
}

/**
 * The items in a random order, every order equally likely (Fisher–Yates shuffle). The given list is not changed.
 *
 * @example evaluate(Randoms.seed(1))(Randoms.shuffle(['a', 'b', 'c']))
 */
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

/**
 * Draws from `one`, then from `other` with the seed that `one` returns.
 *
 * @example Randoms.both(Randoms.uniform()([3]), Randoms.normal()([2])) // draws a pair of tensors
 */
export const both =
  <A, B>(one: Random<A>, other: Random<B>): Random<readonly [A, B]> =>
  seed => {
    const [a, next] = one(seed)
    const [b, last] = other(next)
    return [[a, b], last]
  }

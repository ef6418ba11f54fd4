import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import {
  broadcast,
  divide,
  featuresOf,
  greater,
  maximum,
  multiply,
  sqrt,
  square,
  subtract,
  sumOfFeatures
} from '../algebra/Algebra.js'
import { sameShape, type Shape, shapeError, showShape, tensorShape } from '../tensor/Shape.js'
import { type Batched } from '../tensor/Tensor.js'
import { describe } from './Description.js'
import { type Layer, layer } from './Layer.js'

/** Lower bound of a length, so that a row of zeros has the similarity 0. */
const epsilon = 1e-8

/**
 * Cosine similarity of the two rows of a pair: their scalar product, divided by their lengths. 1 for equal directions, −1 for
 * opposite ones.
 *
 *     forward    s  = Σ a ⊙ v                       a = x / r        v = u / q
 *                r  = √(Σ x²)                       q = √(Σ u²)
 *     backward   dx = ds ⊙ (v − s ⊙ a) / r          du = ds ⊙ (a − s ⊙ v) / q
 *
 * Rows are along the last axis, and the result has one feature. A length below 10⁻⁸ counts as 10⁻⁸, as in PyTorch, so a row
 * of zeros has the similarity 0, and a gradient of 10⁸. Backward is a
 * function of the directions and the lengths, so these are the cache.
 *
 * @example pipe(fork(dense(4, 3), dense(4, 3)), andThen(cosineSimilarity()))
 */
export const cosineSimilarity = <F extends number, L extends Shape = readonly []>(): Layer<
  readonly [],
  readonly [Batched<readonly [...L, F]>, Batched<readonly [...L, F]>],
  Batched<readonly [...L, 1]>
> => {
  type Rows = Batched<readonly [...L, F]>
  type Directed = { readonly direction: Rows; readonly length: Rows }
  const directed = (x: Rows): Directed => {
    const length = maximum(sqrt(sumOfFeatures(square(x))), epsilon)
    return { direction: divide(x, length), length }
  }
  /** ds ⊙ (v − s ⊙ a) / r. A length that was raised to its lower bound does not depend on x. */
  const gradient = (ds: Rows, s: Rows, { direction, length }: Directed, other: Directed): Rows => {
    const along = multiply(multiply(s, direction), greater(length, epsilon))
    return divide(multiply(ds, subtract(other.direction, along)), length)
  }
  return layer<readonly [], readonly [Rows, Rows], Batched<readonly [...L, 1]>, readonly [Directed, Directed]>({
    description: describe('cosineSimilarity'),
    inputShape: none,
    outputShape: input => {
      const [one, other] = input.map(part => (typeof part === 'object' ? tensorShape(part) : undefined))
      return input.length === 2 && one !== undefined && one.length > 0 && other !== undefined && sameShape(one, other)
        ? right(one.with(-1, 1))
        : left(shapeError(`cosineSimilarity takes a pair of rows of equal shapes, found ${showShape(input)}`))
    },
    stepwise: 'alone',
    init: of([]),
    forward: (_, [x, u]) => {
      const pair = [directed(x), directed(u)] as const
      const s = sumOfFeatures(multiply(pair[0].direction, pair[1].direction))
      return [featuresOf<readonly [number, ...L], F, 1>(0, 1, s), pair]
    },
    backward: (_, [x, u], outputGradient) => {
      const s = sumOfFeatures(multiply(x.direction, u.direction))
      const ds = broadcast(s.shape, outputGradient)
      return [[], [gradient(ds, s, x, u), gradient(ds, s, u, x)]]
    }
  })
}

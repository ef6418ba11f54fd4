import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { permute, reshape } from '../../algebra/Algebra.js'
import { positiveInteger, shapeError, showShape, tensorShape } from '../../tensor/Shape.js'
import { type FloorDivide, type Times } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'
import { describe, showDescription } from '../Description.js'
import { type Layer, layer } from '../Layer.js'

/** Makes the compiler reject a number of heads that does not divide the number of features. */
export type DividesInto<F extends number, H extends number> = number extends F | H
  ? unknown
  : [Times<FloorDivide<F, H>, H>] extends [F]
    ? unknown
    : { readonly error: 'the number of heads must divide the number of features' }

/** Features of one head. */
export type PerHead<F extends number, H extends number> = FloorDivide<F, H>

/**
 * The number of features of one head.
 *
 * @throws RangeError if a number is not a positive integer, or the heads do not divide the features
 */
export const featuresPerHead = <F extends number, H extends number>(
  name: string,
  features: F,
  heads: H
): PerHead<F, H> => {
  positiveInteger(`${name}: features`, features)
  positiveInteger(`${name}: heads`, heads)
  if (features % heads !== 0)
    throw new RangeError(
      `${name}: the number of heads must divide the number of features, found ${heads} heads and ${features} features`
    )
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the checker cannot relate `/` to arithmetic on types
  return (features / heads) as PerHead<F, H>
}

/** [n, t, h · d] → [n, h, t, d] */
const apart = <T extends number, F extends number, H extends number, D extends number>(
  heads: H,
  size: D,
  x: Batched<readonly [T, F]>
): Batched<readonly [H, T, D]> => {
  const [examples, positions] = x.shape
  return permute([0, 2, 1, 3], reshape<readonly [number, T, H, D]>([examples, positions, heads, size], x))
}

/** [n, h, t, d] → [n, t, h · d] */
const joined = <T extends number, F extends number, H extends number, D extends number>(
  features: F,
  x: Batched<readonly [H, T, D]>
): Batched<readonly [T, F]> => {
  const [examples, , positions] = x.shape
  return reshape<readonly [number, T, F]>([examples, positions, features], permute([0, 2, 1, 3], x))
}

/** `splitHeads`, for any type D of the number of features of one head. */
export const split = <T extends number, F extends number, H extends number, D extends number>(
  features: F,
  heads: H,
  size: D
): Layer<readonly [], Batched<readonly [T, F]>, Batched<readonly [H, T, D]>> => {
  const description = describe('splitHeads', { features, heads })
  return layer<readonly [], Batched<readonly [T, F]>, Batched<readonly [H, T, D]>, undefined>({
    description,
    inputShape: none,
    outputShape: input => {
      const shape = tensorShape(input)
      return shape?.length === 2 && shape[1] === features
        ? right([heads, shape[0]!, size])
        : left(
            shapeError(
              `${showDescription(description)} takes sequences of shape [time, ${features}], found ${showShape(input)}`
            )
          )
    },
    stepwise: 'alone',
    init: of([]),
    forward: (_, input) => [apart<T, F, H, D>(heads, size, input), undefined],
    backward: (_, __, outputGradient) => [[], joined<T, F, H, D>(features, outputGradient)]
  })
}

/** `joinHeads`, for any type D of the number of features of one head. */
export const join = <T extends number, F extends number, H extends number, D extends number>(
  features: F,
  heads: H,
  size: D
): Layer<readonly [], Batched<readonly [H, T, D]>, Batched<readonly [T, F]>> => {
  const description = describe('joinHeads', { features, heads })
  return layer<readonly [], Batched<readonly [H, T, D]>, Batched<readonly [T, F]>, undefined>({
    description,
    inputShape: none,
    outputShape: input => {
      const shape = tensorShape(input)
      return shape?.length === 3 && shape[0] === heads && shape[2] === size
        ? right([shape[1]!, features])
        : left(
            shapeError(
              `${showDescription(description)} takes heads of shape [${heads}, time, ${size}], found ${showShape(input)}`
            )
          )
    },
    stepwise: 'alone',
    init: of([]),
    forward: (_, input) => [joined<T, F, H, D>(features, input), undefined],
    backward: (_, __, outputGradient) => [[], apart<T, F, H, D>(heads, size, outputGradient)]
  })
}

/**
 * Splits the features of every position into heads: [t, h · d] → [h, t, d]. Head i has the features from i · d on.
 *
 *     forward    y[i, t, j]  = x[t, i d + j]
 *     backward   dx[t, i d + j] = dy[i, t, j]
 *
 * Backward needs nothing from forward, so the cache is empty. `joinHeads` is the inverse.
 *
 * @param features number of features, h · d
 * @param heads number of heads, h
 * @throws RangeError if a number is not a positive integer, or the heads do not divide the features
 * @example pipe(perPosition<5, Dense<8, 8>, readonly [8], readonly [8]>(dense(8, 8)), andThen(splitHeads(8, 2))) // [batch, 2, 5, 4]
 */
export const splitHeads = <T extends number, const F extends number, const H extends number>(
  features: F,
  heads: H & DividesInto<F, H>
): Layer<readonly [], Batched<readonly [T, F]>, Batched<readonly [H, T, PerHead<F, H>]>> =>
  split<T, F, H, PerHead<F, H>>(features, heads, featuresPerHead<F, H>('splitHeads', features, heads))

/**
 * Joins the features of all heads of every position: [h, t, d] → [t, h · d]. The inverse of `splitHeads`.
 *
 *     forward    y[t, i d + j]  = x[i, t, j]
 *     backward   dx[i, t, j] = dy[t, i d + j]
 *
 * Backward needs nothing from forward, so the cache is empty.
 *
 * @param features number of features, h · d
 * @param heads number of heads, h
 * @throws RangeError if a number is not a positive integer, or the heads do not divide the features
 * @example pipe(splitHeads<5, 8, 2>(8, 2), andThen(joinHeads(8, 2))) // the identity
 */
export const joinHeads = <T extends number, const F extends number, const H extends number>(
  features: F,
  heads: H & DividesInto<F, H>
): Layer<readonly [], Batched<readonly [H, T, PerHead<F, H>]>, Batched<readonly [T, F]>> =>
  join<T, F, H, PerHead<F, H>>(features, heads, featuresPerHead<F, H>('joinHeads', features, heads))

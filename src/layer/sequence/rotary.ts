import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { add, broadcast, concatenateAlong, cos, multiply, negate, reshape, sin, slice } from '../../algebra/Algebra.js'
import { type Shape, shapeError, showShape, tensorShape } from '../../tensor/Shape.js'
import { type AnyTensor, type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { type Layer, layer, steps } from '../Layer.js'
import { angles } from './angles.js'

/** Rotates pairs of features: feature i of the first half with feature i of the second half. */
const rotated = <S extends Shape>(x: Tensor<S>, direction: 1 | -1, start: number): Tensor<S> => {
  const { shape } = x
  const axis = shape.length - 1
  const [positions = 1, features = 1] = shape.slice(-2)
  const half = features / 2
  const turns = angles(start, positions, half)
  // Both halves turn by the same angles, in opposite directions.
  const twice = (one: AnyTensor, other: AnyTensor): Tensor<S> => broadcast(shape, concatenateAlong(1, one, other))
  const sine = sin(turns)
  const cosine = cos(turns)
  const exchanged: AnyTensor = concatenateAlong(axis, slice(axis, half, half, x), slice(axis, 0, half, x))
  return add(
    multiply(x, twice(cosine, cosine)),
    multiply(reshape(shape, exchanged), direction === 1 ? twice(negate(sine), sine) : twice(sine, negate(sine)))
  )
}

/**
 * Rotary positions: rotates pairs of features by angles that grow with the position. The product of a rotated query and a rotated
 * key depends on the distance of their positions alone.
 *
 *     forward    y  = x cos a + x̄ sin a      x̄ = [−u, v] for the halves x = [v, u] of the features
 *     backward   dx = dy rotated by −a        a[t, i] = t / 10000^(2 i / d)
 *
 * Takes [..., t, d] for an even d: queries or keys, of one head or all heads. Positions count from 0. The angles do not depend on
 * the input, so the cache is empty.
 *
 * Source: Su et al., 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding.
 *
 * @throws ShapeError from `outputShape`, if the number of features is odd
 * @example attention(8, 2, { causal: true, rotary: true }) // rotates queries and keys
 */
export const rotary = <L extends Shape, T extends number, D extends number>(): Layer<
  readonly [],
  Batched<readonly [...L, T, D]>,
  Batched<readonly [...L, T, D]>
> => {
  type Sequences = Batched<readonly [...L, T, D]>
  return layer<readonly [], Sequences, Sequences, undefined>({
    description: describe('rotary'),
    inputShape: none,
    outputShape: input => {
      const shape = tensorShape(input)
      return shape !== undefined && shape.length >= 2 && shape.at(-1)! % 2 === 0
        ? right(shape)
        : left(
            shapeError(`rotary takes [..., time, features] with an even number of features, found ${showShape(input)}`)
          )
    },
    init: of([]),
    forward: (_, input) => [rotated(input, 1, 0), undefined],
    backward: (_, __, outputGradient) => [[], rotated(outputGradient, -1, 0)],
    stepwise: steps<readonly [], Sequences, Sequences, number>(0, (_, start, input) => [
      rotated(input, 1, start),
      start + input.shape.at(-2)!
    ])
  })
}

import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { add, broadcast, concatenate, cos, sin } from '../../algebra/Algebra.js'
import { shapeError, showShape, tensorShape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { type Layer, layer, steps } from '../Layer.js'
import { angles } from './angles.js'

/** The sines of all angles, then their cosines: [t, f]. */
const table = <T extends number>(start: number, positions: T, features: number): Tensor<readonly [T, number]> => {
  const turns = angles(start, positions, features / 2)
  return concatenate<readonly [T], number, number>(sin(turns), cos(turns))
}

/** The positions from `start` on, added to the input. */
const withTable = <T extends number, F extends number>(
  start: number,
  input: Batched<readonly [T, F]>
): Batched<readonly [T, F]> => add(input, broadcast(input.shape, table(start, input.shape[1], input.shape[2])))

/**
 * Adds fixed positions to sequences: sines and cosines of the position, at frequencies from 1 down to 1/10000.
 *
 *     forward    y[t] = x[t] + [sin a[t], cos a[t]]      a[t, i] = t / 10000^(2 i / f)
 *     backward   dx   = dy
 *
 * Takes [t, f] for an even f, at any length. Positions count from 0. The first half of the features has the sines, the second half
 * the cosines. Backward needs nothing from forward, so the cache is empty.
 *
 * Source: Vaswani et al., 2017, Attention Is All You Need, where sines and cosines alternate.
 *
 * @throws ShapeError from `outputShape`, if the number of features is odd
 * @example pipe(embedding<readonly [5], 100, 8>(100, 8), andThen(sinusoidalPositions()))
 */
export const sinusoidalPositions = <T extends number, F extends number>(): Layer<
  readonly [],
  Batched<readonly [T, F]>,
  Batched<readonly [T, F]>
> =>
  layer<readonly [], Batched<readonly [T, F]>, Batched<readonly [T, F]>, undefined>({
    description: describe('sinusoidalPositions'),
    inputShape: none,
    outputShape: input => {
      const shape = tensorShape(input)
      return shape?.length === 2 && shape[1]! % 2 === 0
        ? right(shape)
        : left(
            shapeError(
              `sinusoidalPositions takes sequences of shape [time, features] with an even number of features, found ${showShape(input)}`
            )
          )
    },
    init: of([]),
    forward: (_, input) => [withTable(0, input), undefined],
    backward: (_, __, outputGradient) => [[], outputGradient],
    stepwise: steps<readonly [], Batched<readonly [T, F]>, Batched<readonly [T, F]>, number>(0, (_, start, input) => [
      withTable(start, input),
      start + input.shape[1]
    ])
  })

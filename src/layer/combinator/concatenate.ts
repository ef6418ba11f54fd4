import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { concatenate as concatenateFeatures, split } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { shapeError, type Shapes, showShape } from '../../tensor/Shape.js'
import { type Plus } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'

/** The number of features, or `undefined` if the shape is not a row. */
const features = (shape: Shapes | number | undefined): number | undefined =>
  typeof shape === 'object' && shape.length === 1 && typeof shape[0] === 'number' ? shape[0] : undefined

/**
 * Concatenates the features of a pair into one row.
 *
 *     forward    y = [x, u]
 *     backward   dx, du = dy, split after the features of x
 *
 * Backward needs only the two numbers of features, so these are the cache.
 *
 * @example pipe(fork(dense(2, 3), dense(2, 4)), andThen(concatenate()), andThen(dense(7, 1)))
 */
export const concatenate = <I extends number, J extends number>(): Layer<
  readonly [],
  readonly [Batched<readonly [I]>, Batched<readonly [J]>],
  Batched<readonly [Plus<I, J>]>
> =>
  layer({
    description: describe('concatenate'),
    inputShape: none,
    outputShape: input => {
      const one = features(input[0])
      const other = features(input[1])
      return input.length === 2 && one !== undefined && other !== undefined
        ? right([one + other])
        : left(shapeError(`concatenate takes a pair of rows of features, found ${showShape(input)}`))
    },
    init: of([]),
    forward: (_, [one, other]) => [concatenateFeatures(one, other), [one.shape[1], other.shape[1]] as const],
    backward: (_, [one, other], outputGradient) => [[], split(outputGradient, one, other)]
  })

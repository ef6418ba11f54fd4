/**
 * Puts the features of a pair into one row.
 *
 *     forward    y = [x, u]
 *     backward   dx, du = dy, cut where x ended
 *
 * The cache holds the two numbers of features.
 */
import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { concatenate as concatenateFeatures, split } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { shapeError, type Shapes, showShape } from '../../tensor/Shape.js'
import { type Plus } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'

/** The size of a row of features. */
const features = (shape: Shapes | number | undefined): number | undefined =>
  typeof shape === 'object' && shape.length === 1 && typeof shape[0] === 'number' ? shape[0] : undefined

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
        : left(shapeError(`concatenate takes a pair of rows, found ${showShape(input)}`))
    },
    init: of([]),
    forward: (_, [one, other]) => [concatenateFeatures(one, other), [one.shape[1], other.shape[1]] as const],
    backward: (_, [one, other], outputGradient) => [[], split(outputGradient, one, other)]
  })

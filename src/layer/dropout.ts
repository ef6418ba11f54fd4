import { pipe } from 'fp-ts/lib/function.js'
import { none } from 'fp-ts/lib/Option.js'
import { map, of } from 'fp-ts/lib/State.js'
import { multiply, reshape, subtract, where } from '../algebra/Algebra.js'
import { uniform } from '../tensor/Random.js'
import { fraction } from '../tensor/range.js'
import { type Shape, tensorShape } from '../tensor/Shape.js'
import { type Batched } from '../tensor/Tensor.js'
import { describe } from './Description.js'
import { type Layer, layer, withUnchangedShape } from './Layer.js'

/**
 * Dropout: in training, sets a random fraction of the numbers to zero and scales the others up. In prediction, the identity.
 *
 *     training     y = x ⊙ m      dx = dy ⊙ m      m = 0 with probability `rate`, else 1 / (1 − rate)
 *     prediction   y = x          dx = dy
 *
 * The mask m has mean 1, so predictions need no correction. The noise of a training step is the mask, one tensor with the shape
 * of the batch. Backward needs only the mask, so the cache is the mask, or 1 in prediction.
 *
 * Source: Srivastava et al., 2014, Dropout: A Simple Way to Prevent Neural Networks from Overfitting.
 *
 * First in a pipe, state the shape: `dropout<readonly [2]>(0.2)`.
 *
 * @param rate fraction of the numbers that is set to zero, in [0, 1). Default: 0.5.
 * @throws RangeError if the rate is not in [0, 1)
 * @example pipe(dense(2, 64), andThen(dropout(0.2)), andThen(dense(64, 1)))
 */
export const dropout = <S extends Shape>(rate = 0.5): Layer<readonly [], Batched<S>, Batched<S>> => {
  const keep = 1 - fraction('dropout: the rate', rate)
  return layer<readonly [], Batched<S>, Batched<S>, Batched<S> | 1>({
    description: describe('dropout', { rate }),
    ...withUnchangedShape,
    stepwise: 'alone',
    init: of([]),
    forward: (_, input) => [input, 1],
    backward: (_, mask, outputGradient) => [[], mask === 1 ? outputGradient : multiply(outputGradient, mask)],
    training: {
      noiseCount: 1,
      noise: (input, batchSize) =>
        pipe(
          uniform()([batchSize, ...(tensorShape(input) ?? [])]),
          map(drawn => [where(subtract(keep, drawn), 1 / keep, 0)])
        ),
      forward:
        ([drawn]) =>
        (_, input) => {
          if (drawn === undefined)
            throw new RangeError('dropout: a training step needs one tensor of noise, found 0: draw it with drawNoise')
          const mask = reshape(input.shape, drawn)
          return [multiply(input, mask), mask]
        },
      calibrate: none
    }
  })
}

/**
 * Leaves out numbers at random while it learns, so that no unit relies on another (Srivastava et al., 2014).
 *
 *     predicting   y = x          dx = dy
 *     learning     y = x m        dx = dy m          m = 0 with the probability `rate`, else 1 / (1 − rate)
 *
 * The mask m has the mean 1, so that predictions need no correction. It is the noise of a step: a tensor of the shape of the
 * batch. With its mask fixed the layer is as good as any other; the cache is that mask.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { map, of } from 'fp-ts/lib/State.js'
import { multiply, reshape, subtract, where } from '../algebra/Algebra.js'
import { asItLearns, describe } from './Description.js'
import { type Layer, layer, unchanged } from './Layer.js'
import { uniform } from '../tensor/Random.js'
import { fraction } from '../tensor/range.js'
import { type Shape, tensorShape } from '../tensor/Shape.js'
import { type AnyTensor, type Batched } from '../tensor/Tensor.js'
import { elementWise } from './activation/elementWise.js'

/** @throws RangeError where the rate is not at least 0 and below 1 */
export const dropout = <S extends Shape>(rate = 0.5): Layer<readonly [], Batched<S>, Batched<S>> => {
  const keep = 1 - fraction('dropout: the rate', rate)
  const description = describe('dropout', { rate })
  const learning = asItLearns(description)
  const masked = (noise: AnyTensor): Layer<readonly [], Batched<S>, Batched<S>> =>
    elementWise(
      learning,
      input => {
        const mask = reshape(input.shape, noise)
        return [multiply(input, mask), mask]
      },
      mask => mask
    )
  const predicting: Layer<readonly [], Batched<S>, Batched<S>> = layer<readonly [], Batched<S>, Batched<S>, undefined>({
    description,
    ...unchanged,
    init: of([]),
    forward: (_, input) => [input, undefined],
    backward: (_, __, outputGradient) => [[], outputGradient],
    training: {
      noiseCount: 1,
      noise: (input, batchSize) =>
        pipe(
          uniform()([batchSize, ...(tensorShape(input) ?? [])]),
          map(drawn => [where(subtract(keep, drawn), 1 / keep, 0)])
        ),
      layer: ([mask]) => (mask === undefined ? predicting : masked(mask)),
      calibrate: () => predicting
    }
  })
  return predicting
}

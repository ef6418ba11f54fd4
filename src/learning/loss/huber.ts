import { maximum, minimum, multiply, scale, subtract, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { aboveZero } from '../../tensor/range.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { perNumber } from './weight.js'

/**
 * Huber loss: quadratic for small differences and linear for large ones, so outliers have a bounded gradient. The mean is over
 * all n numbers of an example and all examples of the batch.
 *
 *     value      L  = Σ c (d − c / 2) / n / batch      d = y − t      c = min(max(d, −δ), δ)
 *     gradient   dy = c / n / batch
 *
 * A term of the sum is d² / 2 where |d| ≤ δ, and δ (|d| − δ / 2) elsewhere. The targets t are numbers, in a tensor with the
 * shape of the predictions y. Huber, 1964, Robust Estimation of a Location Parameter. Agrees with PyTorch's HuberLoss.
 *
 * @param delta δ, the difference at which the loss becomes linear. Default: 1.
 * @throws RangeError if δ is not above 0
 * @example learner(dense(2, 1), huber(0.5), sgd(0.1))
 */
export const huber = <S extends Shape>(delta = 1): Loss<Batched<S>, Batched<S>> => {
  const description = describe('huber', { delta: aboveZero('huber: delta', delta) })
  const kept = (difference: Batched<S>): Batched<S> => minimum(maximum(difference, -delta), delta)
  return {
    description,
    value: (prediction, target) => {
      const difference = subtract(prediction, target)
      const clipped = kept(difference)
      const each = multiply(clipped, subtract(difference, scale(0.5, clipped)))
      return scale(perNumber(1, prediction), sumOfAll(each))
    },
    gradient: (prediction, target) => scale(perNumber(1, prediction), kept(subtract(prediction, target)))
  }
}

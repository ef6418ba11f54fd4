import { maximum, negate, scale, subtract, sumOfAll, where } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Loss } from '../Loss.js'
import { perNumber } from './weight.js'

/**
 * Quantile loss (pinball loss): its minimum is the τ-quantile of the targets, so a share τ of them lies below the prediction. The
 * mean is over all n numbers of an example and all examples of the batch.
 *
 *     value      L  = Σ max(τ d, (τ − 1) d) / n / batch        d = t − y
 *     gradient   dy = −τ / n / batch where t > y, (1 − τ) / n / batch where t < y, else 0
 *
 * The targets t are numbers, in a tensor with the shape of the predictions y. Two heads with the quantiles 0.05 and 0.95 bound an
 * interval that holds 90 % of the targets. Koenker and Bassett, 1978, Regression Quantiles. Agrees with scikit-learn's
 * mean_pinball_loss.
 *
 * @param level τ, above 0 and below 1. 0.5 gives half the absolute error, whose minimum is the median.
 * @throws RangeError if the level is not above 0 and below 1
 * @example learner(pipe(dense(2, 1)), quantile(0.9), adam(0.01))
 */
export const quantile = <S extends Shape>(level: number): Loss<Batched<S>, Batched<S>> => {
  if (!(level > 0 && level < 1)) throw new RangeError(`quantile: the level must be above 0 and below 1, found ${level}`)
  return {
    description: describe('quantile', { level }),
    value: (prediction, target) => {
      const difference = subtract(target, prediction)
      const each = maximum(scale(level, difference), scale(level - 1, difference))
      return scale(perNumber(1, prediction), sumOfAll(each))
    },
    gradient: (prediction, target) => {
      const difference = subtract(target, prediction)
      return scale(perNumber(1, prediction), where(difference, -level, where(negate(difference), 1 - level, 0)))
    }
  }
}

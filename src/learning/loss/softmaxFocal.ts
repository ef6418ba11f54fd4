import {
  divide,
  exp,
  expm1,
  log,
  logSoftmaxOfFeatures,
  maximum,
  multiply,
  negate,
  scale,
  subtract,
  sumOfAll,
  sumOfFeatures,
  where
} from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { aboveZero } from '../../tensor/range.js'
import { type Rows } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Loss } from '../Loss.js'
import { perRow } from './weight.js'

/**
 * Focal loss of rows of logits: `softmaxCrossEntropy` in which rows that are already predicted well count less. The sum is over the
 * classes of a row, the mean over all m rows of an example and all examples of the batch.
 *
 *     value      L  = −Σ t (1 − p)^γ log p / m / batch                      p = softmax z      q = 1 − p
 *     gradient   dz = (t h − p Σ t h) / m / batch                           h = q^γ (γ p log p / q − 1)
 *
 * The predictions z are logits. Each row of the targets t is one-hot or holds probabilities. A target row of zeros contributes
 * nothing. Where q rounds to 0, log p / q is −1, its limit. Lin et al., 2017, Focal Loss for Dense Object Detection. Agrees with
 * Keras's CategoricalFocalCrossentropy with `from_logits`, apart from its weight alpha.
 *
 * @param gamma γ, how strongly rows that are already right lose weight. Default: 2. For 0 use `softmaxCrossEntropy`.
 * @throws RangeError if gamma is not above 0
 * @example learner(dense(4, 3), softmaxFocal(), adam(0.01))
 */
export const softmaxFocal = <S extends Rows>(gamma = 2): Loss<Batched<S>, Batched<S>> => {
  aboveZero('softmaxFocal: gamma', gamma)
  const parts = (logits: Batched<S>) => {
    const logarithm = logSoftmaxOfFeatures(logits)
    const rest = negate(expm1(logarithm))
    return { logarithm, rest, factor: exp(scale(gamma, log(rest))) }
  }
  return {
    description: describe('softmaxFocal', { gamma }),
    value: (logits, target) => {
      const { logarithm, factor } = parts(logits)
      return scale(perRow(-1, logits), sumOfAll(multiply(target, multiply(factor, logarithm))))
    },
    gradient: (logits, target) => {
      const { logarithm, rest, factor } = parts(logits)
      const p = exp(logarithm)
      const ratio = where(rest, divide(logarithm, maximum(rest, Number.MIN_VALUE)), -1)
      const slope = multiply(factor, subtract(scale(gamma, multiply(p, ratio)), 1))
      const each = multiply(target, slope)
      return scale(perRow(1, logits), subtract(each, multiply(p, sumOfFeatures(each))))
    }
  }
}

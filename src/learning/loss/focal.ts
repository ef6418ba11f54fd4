import { add, exp, multiply, negate, scale, sigmoid, softplus, subtract, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { aboveZero } from '../../tensor/range.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Loss } from '../Loss.js'
import { perNumber } from './weight.js'

/** Settings of `focal`. */
export interface FocalSettings {
  /** γ, how strongly examples that are already right lose weight. Default: 2. */
  readonly gamma?: number
  /** α, the weight of the targets 1; the targets 0 have the weight 1 − α. Default: both have the weight 1. */
  readonly alpha?: number
}

/**
 * Focal loss of logits: binary cross-entropy in which numbers that are already predicted well count less. It suits targets with
 * few ones. The mean is over all n numbers of an example and all examples of the batch.
 *
 *     value      L  = −Σ w (1 − p)^γ log p / n / batch               u = (2 t − 1) z      p = σ(u)
 *     gradient   dz = −(2 t − 1) w q^γ (q − γ p log p) / n / batch   q = 1 − p = σ(−u)
 *
 * The predictions z are logits, the targets t are 0 or 1. p is the probability of the target. The weight w is α where t = 1 and
 * 1 − α where t = 0. Logarithms are computed as softplus(±u), so the loss is finite for all logits. Lin et al., 2017, Focal Loss
 * for Dense Object Detection. Agrees with torchvision's sigmoid_focal_loss.
 *
 * @param settings defaults: `gamma` 2, no `alpha`
 * @throws RangeError if gamma is not above 0, or alpha is not above 0 and below 1
 * @example learner(dense(2, 1), focal({ gamma: 2, alpha: 0.25 }), adam(0.01))
 */
export const focal = <S extends Shape>({ gamma = 2, alpha }: FocalSettings = {}): Loss<Batched<S>, Batched<S>> => {
  aboveZero('focal: gamma', gamma)
  if (alpha !== undefined && !(alpha > 0 && alpha < 1))
    throw new RangeError(`focal: alpha must be above 0 and below 1, found ${alpha}`)
  const balanced = (target: Batched<S>, x: Batched<S>): Batched<S> =>
    alpha === undefined ? x : multiply(add(1 - alpha, scale(2 * alpha - 1, target)), x)
  const parts = (logits: Batched<S>, target: Batched<S>) => {
    const sign = subtract(scale(2, target), 1)
    const margin = multiply(sign, logits)
    // (1 − p)^γ and −log p
    return { sign, margin, factor: exp(scale(-gamma, softplus(margin))), surprise: softplus(negate(margin)) }
  }
  return {
    description: describe('focal', alpha === undefined ? { gamma } : { gamma, alpha }),
    value: (logits, target) => {
      const { factor, surprise } = parts(logits, target)
      return scale(perNumber(1, logits), sumOfAll(balanced(target, multiply(factor, surprise))))
    },
    gradient: (logits, target) => {
      const { sign, margin, factor, surprise } = parts(logits, target)
      const slope = add(sigmoid(negate(margin)), scale(gamma, multiply(sigmoid(margin), surprise)))
      return scale(perNumber(-1, logits), balanced(target, multiply(sign, multiply(factor, slope))))
    }
  }
}

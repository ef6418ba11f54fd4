import { add, scale, sumOfFeatures } from '../../algebra/Algebra.js'
import { combine } from '../../layer/Description.js'
import { fraction } from '../../tensor/range.js'
import { type Rows } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Loss } from '../Loss.js'

/**
 * Label smoothing: moves a share of every target row to all K classes alike, so that a network does not become too sure.
 *
 *     value      L  = loss(y, s)       s = (1 − ε) t + ε / K · Σ t
 *     gradient   dy = dloss(y, s)
 *
 * For a row of probabilities Σ t = 1. A target row of zeros, which masks padding, stays zero. Szegedy et al., 2016, Rethinking the
 * Inception Architecture. With `softmaxCrossEntropy`, agrees with `label_smoothing` of PyTorch's CrossEntropyLoss.
 *
 * @param share ε, the share of the targets that moves, at least 0 and below 1
 * @param loss a loss whose targets are rows of probabilities, such as `softmaxCrossEntropy()`
 * @throws RangeError if the share is not at least 0 and below 1
 * @example learner(dense(4, 3), labelSmoothing(0.1, softmaxCrossEntropy()), adam(0.01))
 */
export const labelSmoothing = <S extends Rows>(
  share: number,
  loss: Loss<Batched<S>, Batched<S>>
): Loss<Batched<S>, Batched<S>> => {
  fraction('labelSmoothing: the share', share)
  const smooth = (target: Batched<S>): Batched<S> =>
    add(scale(1 - share, target), scale(share / (target.shape.at(-1) ?? 1), sumOfFeatures(target)))
  return {
    ...loss,
    description: combine('labelSmoothing', [loss.description], { share }),
    value: (prediction, target) => loss.value(prediction, smooth(target)),
    gradient: (prediction, target) => loss.gradient(prediction, smooth(target))
  }
}

import {
  logSoftmaxOfFeatures,
  multiply,
  scale,
  softmaxOfFeatures,
  subtract,
  sumOfAll,
  sumOfFeatures
} from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Rows } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { perRow } from './weight.js'

/**
 * Cross-entropy of logits: `softmax` and `categoricalCrossEntropy` in one, without their loss of precision. The sum is over the
 * classes of a row, the mean over all m rows of an example and all examples of the batch.
 *
 *     value      L  = −Σ t log p / m / batch      log p = z − log Σ exp z
 *     gradient   dz = (p Σ t − t) / m / batch     p = softmax z
 *
 * The predictions z are logits: any finite numbers. An example of shape [classes] is one row, so m = 1. Targets are
 * distributions, not class numbers: use `oneHot`. Each row of the targets t is one-hot or holds probabilities; then Σ t = 1 and
 * dz is (p − t) / m / batch. A target row of zeros contributes nothing, which masks padding.
 *
 * log p is computed without p, so it is finite for all logits, and 0 · log p is 0. Agrees with PyTorch's CrossEntropyLoss with
 * class probabilities.
 *
 * @example learner(dense(4, 3), softmaxCrossEntropy(), adam(0.01))
 */
export const softmaxCrossEntropy = <S extends Rows>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('softmaxCrossEntropy'),
  value: (logits, target) => scale(perRow(-1, logits), sumOfAll(multiply(target, logSoftmaxOfFeatures(logits)))),
  gradient: (logits, target) =>
    scale(perRow(1, logits), subtract(multiply(softmaxOfFeatures(logits), sumOfFeatures(target)), target))
})

import { divide, maximum, multiply, scale, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Rows } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { boundedLog } from './boundedLog.js'
import { perRow } from './weight.js'

/**
 * Categorical cross-entropy of probabilities: the sum over the classes of a row, and the mean over all m rows of an example and
 * all examples of the batch.
 *
 *     value      L  = −Σ t log y / m / batch
 *     gradient   dy = −t / y / m / batch
 *
 * Each row of the predictions y holds the probabilities of the classes, such as the outputs of `softmax`. Each row of the
 * targets t is one-hot or holds probabilities. An example of shape [classes] is one row.
 *
 * Logarithms are clamped to at least −100, as in PyTorch's BCELoss, so log 0 is finite and 0 · log 0 is 0. The denominator of
 * the gradient is clamped to at least 10⁻¹². Prefer `softmaxCrossEntropy`, which takes logits and needs no clamping.
 *
 * @example learner(pipe(dense(4, 3), andThen(softmax())), categoricalCrossEntropy(), adam(0.01))
 */
export const categoricalCrossEntropy = <S extends Rows>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('categoricalCrossEntropy'),
  value: (prediction, target) => scale(perRow(-1, prediction), sumOfAll(multiply(target, boundedLog(prediction)))),
  gradient: (prediction, target) => scale(perRow(-1, prediction), divide(target, maximum(prediction, 1e-12)))
})

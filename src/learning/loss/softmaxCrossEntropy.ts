/**
 * How surprising the targets t are to whoever takes softmax z for the probabilities of the features; the sum over the
 * features, and the mean over all m rows of an example and all examples of the batch.
 *
 *     value      L  = −Σ t log p / m / batch      log p = z − log Σ exp z
 *     gradient   dz = (p Σ t − t) / m / batch     p = softmax z
 *
 * The predictions are logits: any numbers. log p is computed without p, so it is finite for all of them, and 0 · log p is 0.
 * Where the targets of a row are probabilities Σ t is 1, and dz is p − t; a row of zeros does not count.
 */
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

export const softmaxCrossEntropy = <S extends Rows>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('softmaxCrossEntropy'),
  value: (logits, target) => scale(perRow(-1, logits), sumOfAll(multiply(target, logSoftmaxOfFeatures(logits)))),
  gradient: (logits, target) =>
    scale(perRow(1, logits), subtract(multiply(softmaxOfFeatures(logits), sumOfFeatures(target)), target))
})

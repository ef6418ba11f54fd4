/**
 * How far the probabilities y are from the targets t: the cross-entropy beyond that of the targets themselves (Kullback and
 * Leibler, 1951). The sum over the features, and the mean over all m rows of an example and all examples of the batch.
 *
 *     value      L  = Σ t (log t − log y) / m / batch
 *     gradient   dy = −t / y / m / batch
 *
 * The rows of y and t are probabilities. log 0 and 0 · log 0 are what they are to `categoricalCrossEntropy`: at least −100, and 0.
 */
import { subtract } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Rows } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { categoricalCrossEntropy } from './categoricalCrossEntropy.js'

export const kullbackLeibler = <S extends Rows>(): Loss<Batched<S>, Batched<S>> => {
  const cross = categoricalCrossEntropy<S>()
  return {
    description: describe('kullbackLeibler'),
    value: (prediction, target) => subtract(cross.value(prediction, target), cross.value(target, target)),
    gradient: cross.gradient
  }
}

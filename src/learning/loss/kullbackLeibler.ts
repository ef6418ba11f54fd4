import { subtract } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Rows } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { categoricalCrossEntropy } from './categoricalCrossEntropy.js'

/**
 * Kullback–Leibler divergence of the targets t from the probabilities y: their cross-entropy minus the entropy of the targets.
 * The sum is over the classes of a row, the mean over all m rows of an example and all examples of the batch.
 *
 *     value      L  = Σ t (log t − log y) / m / batch
 *     gradient   dy = −t / y / m / batch
 *
 * Each row of y and of t holds the probabilities of the classes. An example of shape [classes] is one row. Logarithms and the
 * denominator are clamped as in `categoricalCrossEntropy`. Kullback and Leibler, 1951, On Information and Sufficiency.
 *
 * @example learner(pipe(dense(4, 3), andThen(softmax())), kullbackLeibler(), adam(0.01))
 */
export const kullbackLeibler = <S extends Rows>(): Loss<Batched<S>, Batched<S>> => {
  const cross = categoricalCrossEntropy<S>()
  return {
    description: describe('kullbackLeibler'),
    value: (prediction, target) => subtract(cross.value(prediction, target), cross.value(target, target)),
    gradient: cross.gradient
  }
}

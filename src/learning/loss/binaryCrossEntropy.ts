import { add, divide, maximum, multiply, scale, subtract, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { boundedLog } from './boundedLog.js'
import { perNumber } from './weight.js'

/**
 * Binary cross-entropy of probabilities: the mean over all n numbers of an example and all examples of the batch.
 *
 *     value      L  = −Σ (t log y + (1 − t) log (1 − y)) / n / batch
 *     gradient   dy = (y − t) / (y (1 − y)) / n / batch
 *
 * The predictions y are probabilities, such as the outputs of `sigmoid`. The targets t are 0, 1 or probabilities, in a tensor
 * with the shape of the predictions. Logarithms are clamped to at least −100, so log 0 is finite and 0 · log 0 is 0. The
 * denominator of the gradient is clamped to at least 10⁻¹². Prefer `binaryCrossEntropyWithLogits`, which needs no clamping.
 * Agrees with PyTorch's BCELoss.
 *
 * @example learner(pipe(dense(2, 1), andThen(sigmoid())), binaryCrossEntropy(), adam(0.01))
 */
export const binaryCrossEntropy = <S extends Shape>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('binaryCrossEntropy'),
  value: (prediction, target) => {
    const yes = multiply(target, boundedLog(prediction))
    const no = multiply(subtract(1, target), boundedLog(subtract(1, prediction)))
    return scale(perNumber(-1, prediction), sumOfAll(add(yes, no)))
  },
  gradient: (prediction, target) => {
    const variance = maximum(multiply(prediction, subtract(1, prediction)), 1e-12)
    return scale(perNumber(1, prediction), divide(subtract(prediction, target), variance))
  }
})

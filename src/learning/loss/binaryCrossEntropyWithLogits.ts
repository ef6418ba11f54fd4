import { multiply, scale, sigmoid, softplus, subtract, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { perNumber } from './weight.js'

/**
 * Binary cross-entropy of logits: `sigmoid` and `binaryCrossEntropy` in one, without their loss of precision. The mean is over
 * all n numbers of an example and all examples of the batch.
 *
 *     value      L  = Σ (log (1 + exp z) − t z) / n / batch
 *     gradient   dz = (σ(z) − t) / n / batch                    σ(z) = 1 / (1 + exp(−z))
 *
 * The predictions z are logits: any finite numbers. The targets t are 0, 1 or probabilities, in a tensor with the shape of the
 * predictions. The loss is finite for all logits because log 0 never occurs. The gradient vanishes only where the prediction
 * is right. Agrees with PyTorch's BCEWithLogitsLoss.
 *
 * @example learner(dense(2, 1), binaryCrossEntropyWithLogits(), adam(0.01))
 */
export const binaryCrossEntropyWithLogits = <S extends Shape>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('binaryCrossEntropyWithLogits'),
  value: (logits, target) =>
    scale(perNumber(1, logits), sumOfAll(subtract(softplus(logits), multiply(target, logits)))),
  gradient: (logits, target) => scale(perNumber(1, logits), subtract(sigmoid(logits), target))
})

/**
 * How surprising yes-or-no targets t are to whoever takes σ(z) for the probability of yes; the mean over all n numbers of an
 * example and all examples of the batch.
 *
 *     value      L  = Σ (log (1 + exp z) − t z) / n / batch
 *     gradient   dz = (σ(z) − t) / n / batch                    σ(z) = 1 / (1 + exp(−z))
 *
 * The predictions are logits: any numbers. t is between 0 and 1. No logarithm of 0 is met, so the loss is finite for all of
 * them, and the gradient vanishes only where the prediction is right.
 */
import { multiply, scale, sigmoid, softplus, subtract, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { perNumber } from './weight.js'

export const binaryCrossEntropyWithLogits = <S extends Shape>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('binaryCrossEntropyWithLogits'),
  value: (logits, target) =>
    scale(perNumber(1, logits), sumOfAll(subtract(softplus(logits), multiply(target, logits)))),
  gradient: (logits, target) => scale(perNumber(1, logits), subtract(sigmoid(logits), target))
})

import { maximum, multiply, scale, subtract, sumOfAll, where } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { perNumber } from './weight.js'

/**
 * Hinge loss: penalises predictions that are not on the side of their target by a margin of 1. The mean is over all n numbers
 * of an example and all examples of the batch.
 *
 *     value      L  = Σ max(1 − t y, 0) / n / batch
 *     gradient   dy = −t / n / batch where t y < 1, else 0
 *
 * The targets t are −1 or 1, in a tensor with the shape of the predictions y. Cortes and Vapnik, 1995, Support-Vector Networks.
 *
 * @example learner(dense(2, 1), hinge(), sgd(0.1))
 */
export const hinge = <S extends Shape>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('hinge'),
  value: (prediction, target) =>
    scale(perNumber(1, prediction), sumOfAll(maximum(subtract(1, multiply(target, prediction)), 0))),
  gradient: (prediction, target) =>
    scale(perNumber(-1, prediction), where(subtract(1, multiply(target, prediction)), target, 0))
})

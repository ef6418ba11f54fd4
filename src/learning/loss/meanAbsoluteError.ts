import { abs, scale, sign, subtract, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { perNumber } from './weight.js'

/**
 * Mean absolute error: the mean of the absolute differences, over all n numbers of an example and all examples of the batch.
 *
 *     value      L  = Σ |y − t| / n / batch
 *     gradient   dy = sign(y − t) / n / batch         0 where y = t
 *
 * The targets t are numbers, in a tensor with the shape of the predictions y. Agrees with PyTorch's L1Loss.
 *
 * @example learner(dense(2, 1), meanAbsoluteError(), sgd(0.1))
 */
export const meanAbsoluteError = <S extends Shape>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('meanAbsoluteError'),
  value: (prediction, target) => scale(perNumber(1, prediction), sumOfAll(abs(subtract(prediction, target)))),
  gradient: (prediction, target) => scale(perNumber(1, prediction), sign(subtract(prediction, target)))
})

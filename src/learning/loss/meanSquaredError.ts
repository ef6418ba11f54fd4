import { scale, square, subtract, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { perNumber } from './weight.js'

/**
 * Mean squared error: the mean of the squared differences, over all n numbers of an example and all examples of the batch.
 *
 *     value      L  = Σ (y − t)² / n / batch
 *     gradient   dy = 2 (y − t) / n / batch
 *
 * The targets t are numbers, in a tensor with the shape of the predictions y. Agrees with PyTorch's MSELoss.
 *
 * @example learner(dense(2, 1), meanSquaredError(), sgd(0.1))
 */
export const meanSquaredError = <S extends Shape>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('meanSquaredError'),
  value: (prediction, target) => scale(perNumber(1, prediction), sumOfAll(square(subtract(prediction, target)))),
  gradient: (prediction, target) => scale(perNumber(2, prediction), subtract(prediction, target))
})

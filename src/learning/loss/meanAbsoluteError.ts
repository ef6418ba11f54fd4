/**
 * The mean of the absolute differences, over all n numbers of an example and all examples of the batch.
 *
 *     value      L  = Σ |y − t| / n / batch
 *     gradient   dy = sign(y − t) / n / batch         0 where y = t
 */
import { abs, scale, sign, subtract, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { perNumber } from './weight.js'

export const meanAbsoluteError = <S extends Shape>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('meanAbsoluteError'),
  value: (prediction, target) => scale(perNumber(1, prediction), sumOfAll(abs(subtract(prediction, target)))),
  gradient: (prediction, target) => scale(perNumber(1, prediction), sign(subtract(prediction, target)))
})

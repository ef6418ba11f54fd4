/**
 * The mean of the squared differences, over all n numbers of an example and all examples of the batch.
 *
 *     value      L  = Σ (y − t)² / n / batch
 *     gradient   dy = 2 (y − t) / n / batch
 */
import { meanWeight, scale, square, subtract, sumOfAll } from '../Algebra.js'
import { describe } from '../Description.js'
import { type Loss } from '../Loss.js'
import { type Shape } from '../Shape.js'
import { type AnyTensor, type Batched } from '../Tensor.js'

export const meanSquaredError = <S extends Shape>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('meanSquaredError'),
  value: (prediction, target) => scale(weight(1, prediction), sumOfAll(square(subtract(prediction, target)))),
  gradient: (prediction, target) => scale(weight(2, prediction), subtract(prediction, target))
})

/** `factor` / n / batch */
const weight = (factor: number, prediction: AnyTensor) => {
  const size = prediction.shape.reduce((product, length, axis) => (axis === 0 ? 1 : product * length), 1)
  return meanWeight(factor / size, prediction)
}

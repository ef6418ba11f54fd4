/**
 * The mean of the squared differences, over all n numbers of an example and all examples of the batch.
 *
 *     value      L  = Σ (y − t)² / n / batch
 *     gradient   dy = 2 (y − t) / n / batch
 */
import { perExample, scale, square, subtract, sumOfAll } from '../Algebra.js'
import { describe } from '../Description.js'
import { type Loss } from '../Loss.js'
import { count, type Shape } from '../Shape.js'
import { type AnyTensor, type Batched } from '../Tensor.js'

export const meanSquaredError = <S extends Shape>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('meanSquaredError'),
  value: (prediction, target) =>
    perExample(scale(1 / sizeOfExample(prediction), sumOfAll(square(subtract(prediction, target)))), prediction),
  gradient: (prediction, target) =>
    perExample(scale(2 / sizeOfExample(prediction), subtract(prediction, target)), prediction)
})

const sizeOfExample = (batch: AnyTensor): number => count(batch.shape.slice(1))

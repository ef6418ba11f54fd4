/**
 * Squares small differences and takes large ones as they are, so that outliers do not count too much (Huber, 1964); the mean
 * over all n numbers of an example and all examples of the batch.
 *
 *     value      L  = Σ c (d − c / 2) / n / batch      d = y − t      c = min(max(d, −δ), δ)
 *     gradient   dy = c / n / batch
 *
 * Where |d| ≤ δ that is d² / 2, else δ (|d| − δ / 2).
 */
import { maximum, minimum, multiply, scale, subtract, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { aboveZero } from '../../tensor/range.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { perNumber } from './weight.js'

/** @throws RangeError where δ is not above 0 */
export const huber = <S extends Shape>(delta = 1): Loss<Batched<S>, Batched<S>> => {
  const description = describe('huber', { delta: aboveZero('huber: delta', delta) })
  const kept = (difference: Batched<S>): Batched<S> => minimum(maximum(difference, -delta), delta)
  return {
    description,
    value: (prediction, target) => {
      const difference = subtract(prediction, target)
      const clipped = kept(difference)
      const each = multiply(clipped, subtract(difference, scale(0.5, clipped)))
      return scale(perNumber(1, prediction), sumOfAll(each))
    },
    gradient: (prediction, target) => scale(perNumber(1, prediction), kept(subtract(prediction, target)))
  }
}

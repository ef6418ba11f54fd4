import { type AnyBatch, toNumber } from '../../tensor/Tensor.js'
import { type Shape } from '../../tensor/Shape.js'
import { meanSquaredError } from '../loss/meanSquaredError.js'
import { requireSame } from './requireSame.js'

/**
 * Root mean squared error: the typical distance of a prediction from its target, in the unit of the targets.
 *
 *     √(mean of (y − t)²)        over all numbers of all examples
 *
 * @throws ShapeError if predictions and targets have different shapes
 * @example rootMeanSquaredError(tensor([[1], [5]]), tensor([[1], [2]])) // 2.1213203435596424
 */
export const rootMeanSquaredError = <S extends Shape>(
  predictions: AnyBatch<S>,
  targets: NoInfer<AnyBatch<S>>
): number => {
  requireSame(predictions, targets)
  return Math.sqrt(toNumber(meanSquaredError<S>().value(predictions, targets)))
}

import { meanWeight } from '../../algebra/Algebra.js'
import { elementCount, type Shape } from '../../tensor/Shape.js'
import { notTensor } from '../../tensor/shown.js'
import { type AnyTensor, isAnyTensor, type Scalar } from '../../tensor/Tensor.js'

const shapeOf = (prediction: AnyTensor): Shape => {
  if (isAnyTensor(prediction)) return prediction.shape
  throw new TypeError(
    `A loss compares a tensor of predictions with a tensor of targets, found ${notTensor(prediction)}`
  )
}

/**
 * `weight` / n / batch, the factor of each number in a mean over all n numbers of an example and all examples of the batch.
 *
 * @throws TypeError if the prediction is not a tensor
 */
export const perNumber = (weight: number, prediction: AnyTensor): Scalar | number =>
  meanWeight(weight / elementCount(shapeOf(prediction), 1), prediction)

/**
 * `weight` / m / batch, the factor of each row in a mean over all m rows of an example and all examples of the batch. An
 * example of shape [F] is one row.
 *
 * @throws TypeError if the prediction is not a tensor
 */
export const perRow = (weight: number, prediction: AnyTensor): Scalar | number =>
  meanWeight(weight / elementCount(shapeOf(prediction), 1, prediction.shape.length - 1), prediction)

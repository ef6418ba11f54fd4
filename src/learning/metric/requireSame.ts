import { sameShape, shapeError, showShape } from '../../tensor/Shape.js'
import { type AnyTensor } from '../../tensor/Tensor.js'

/** Requires predictions and targets of one shape. */
export const requireSame = ({ shape: found }: AnyTensor, { shape: expected }: AnyTensor): void => {
  if (!sameShape(found, expected))
    throw shapeError(
      `A metric needs predictions and targets of the same shape, found ${showShape(found)} and ${showShape(expected)}`
    )
}

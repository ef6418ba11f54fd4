import { positiveInteger } from '../tensor/Shape.js'
import { shown } from '../tensor/shown.js'
import { type Batched, fresh } from '../tensor/Tensor.js'

/**
 * Encodes class labels as one-hot rows: 1 in the column of the class, 0 elsewhere.
 *
 * @param classes number of classes, which is the number of columns
 * @throws RangeError if `classes` is not a positive integer, or later if there are no labels or a label is not an integer from 0
 * to `classes` − 1
 * @example oneHot(3)([2, 0]) // [[0, 0, 1], [1, 0, 0]]
 */
export const oneHot = <const C extends number>(classes: C): ((labels: ArrayLike<number>) => Batched<readonly [C]>) => {
  positiveInteger('oneHot: classes', classes)
  return labels => {
    const numbers = new Float64Array(positiveInteger('oneHot: the number of labels', labels.length) * classes)
    Array.from(labels).forEach((label, row) => {
      if (!Number.isInteger(label) || label < 0 || label >= classes)
        throw new RangeError(
          `oneHot: label ${row} must be a whole number from 0 to ${classes - 1}, found ${shown(label)}`
        )
      numbers[row * classes + label] = 1
    })
    return fresh([labels.length, classes], numbers)
  }
}

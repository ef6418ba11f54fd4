/**
 * A class as a row of numbers: 1 at its place, 0 elsewhere.
 *
 *     oneHot(3)([2, 0]) = [[0, 0, 1], [1, 0, 0]]
 */
import { positiveInteger } from '../tensor/Shape.js'
import { shown } from '../tensor/shown.js'
import { type Batched, fresh } from '../tensor/Tensor.js'

/** @throws RangeError if there are no classes, or a label is not one of the whole numbers from 0 to `classes` − 1 */
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

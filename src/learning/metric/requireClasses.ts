import { showNumbers } from '../../tensor/lists.js'
import { type AnyBatch, rowMajorNumbers } from '../../tensor/Tensor.js'
import { requireSame } from './requireSame.js'

/** Largest difference of a sum of probabilities from 1, which rounding to float32 leaves. */
const rounding = 1e-5

const isDistribution = (row: Float64Array): boolean =>
  row.every(p => p >= 0) && Math.abs(row.reduce((sum, p) => sum + p, 0) - 1) <= rounding

/**
 * Requires predictions and targets of one shape, and targets that are classes: one-hot rows (1 and 0, or two other numbers), rows of
 * probabilities, or rows of one number with two values. Rows that contain NaN are not judged.
 *
 * @throws ShapeError if the shapes differ
 * @throws RangeError if the targets are not classes, so that a classification metric would measure nothing
 */
export const requireClasses = <C extends number>(
  metric: string,
  predictions: AnyBatch<readonly [C]>,
  targets: AnyBatch<readonly [C]>
): void => {
  requireSame(predictions, targets)
  const numbers = rowMajorNumbers(targets)
  const [size, width] = targets.shape
  const values = new Set<number>()
  for (let i = 0; i < numbers.length && values.size < 3; i++)
    if (!Number.isNaN(numbers[i])) values.add(numbers[i] ?? NaN)
  const found = [...values].join(', ')
  if (width === 1) {
    if (values.size < 3) return
    throw new RangeError(
      `${metric} needs classes, so targets of one number have two values, such as 0 and 1, found ${found}: ` +
        'use rootMeanSquaredError or rSquared for numbers'
    )
  }
  for (let i = 0; i < size; i++) {
    const row = numbers.subarray(i * width, (i + 1) * width)
    const most = row.reduce((one, other) => Math.max(one, other), -Infinity)
    if (Number.isNaN(most)) continue
    const shown = () => `row ${i} of the targets is ${showNumbers([width], row)}`
    if (values.size > 2 && !isDistribution(row))
      throw new RangeError(
        `${metric} needs classes, as one-hot rows or rows of probabilities, but ${shown()}: ` +
          'use rootMeanSquaredError or rSquared for numbers'
      )
    if (row.filter(x => x === most).length > 1)
      throw new RangeError(
        `${metric} needs one class per row, but ${shown()}: ` +
          'use multiLabelAccuracy, multiLabelF1 or exactMatch for several labels'
      )
  }
}

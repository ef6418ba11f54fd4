import { type AnyBatch, rowMajorNumbers } from '../tensor/Tensor.js'
import { requireSameRows } from './Metric.js'

const mean = (numbers: Float64Array): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length

const meanSquare = (numbers: Float64Array): number => mean(numbers.map(x => x * x))

const errorsOf = <C extends number>(
  predictions: AnyBatch<readonly [C]>,
  targets: AnyBatch<readonly [NoInfer<C>]>
): Float64Array => {
  requireSameRows(predictions, targets)
  const wanted = rowMajorNumbers(targets)
  return rowMajorNumbers(predictions).map((y, i) => y - (wanted[i] ?? NaN))
}

/**
 * Root mean squared error: √(mean of (y − t)²), in the unit of the targets.
 *
 * @throws ShapeError if predictions and targets have different shapes
 * @example rootMeanSquaredError(tensor([[1], [2]]), tensor([[4], [6]])) // 3.5355339059327378
 */
export const rootMeanSquaredError = <C extends number>(
  predictions: AnyBatch<readonly [C]>,
  targets: AnyBatch<readonly [NoInfer<C>]>
): number => Math.sqrt(meanSquare(errorsOf(predictions, targets)))

/**
 * Coefficient of determination R²: 1 for perfect predictions, 0 for predictions that always are the mean of the targets.
 *
 *     R² = 1 − Σ (y − t)² / Σ (t − mean of t)²        for each column, then the mean over the columns
 *
 * NaN if the targets of a column are all equal. Agrees with scikit-learn's `r2_score` otherwise.
 *
 * @throws ShapeError if predictions and targets have different shapes
 * @example rSquared(tensor([[1], [2], [4]]), tensor([[1], [2], [3]])) // 0.5
 */
export const rSquared = <C extends number>(
  predictions: AnyBatch<readonly [C]>,
  targets: AnyBatch<readonly [NoInfer<C>]>
): number => {
  const [errors, wanted] = [errorsOf(predictions, targets), rowMajorNumbers(targets)]
  const width = targets.shape[1]
  const ofColumn = (column: number): number => {
    const isIn = (_: number, i: number): boolean => i % width === column
    const t = wanted.filter(isIn)
    const middle = mean(t)
    const spread = meanSquare(t.map(x => x - middle))
    return spread === 0 ? NaN : 1 - meanSquare(errors.filter(isIn)) / spread
  }
  return mean(Float64Array.from({ length: width }, (_, column) => ofColumn(column)))
}

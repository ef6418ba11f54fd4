import { type Shape } from '../../tensor/Shape.js'
import { type AnyBatch } from '../../tensor/Tensor.js'
import { columnsOf, mean } from './columns.js'
import { requireSame } from './requireSame.js'

/**
 * R², the coefficient of determination: the share of the variance of the targets that the predictions explain. 1 is perfect, 0 is as
 * good as always predicting the mean, and a negative number is worse. Of several outputs the mean counts.
 *
 *     1 − Σ (y − t)² / Σ (t − mean t)²
 *
 * Agrees with scikit-learn's r2_score.
 *
 * @throws ShapeError if predictions and targets have different shapes, RangeError if the targets of an output are all equal, because
 * then there is no variance to explain
 * @example rSquared(tensor([[1], [2], [4]]), tensor([[1], [2], [3]])) // 0.5
 */
export const rSquared = <S extends Shape>(predictions: AnyBatch<S>, targets: NoInfer<AnyBatch<S>>): number => {
  requireSame(predictions, targets)
  const found = columnsOf(predictions)
  return mean(
    columnsOf(targets).map((wanted, column) => {
      const centre = mean(wanted)
      const spread = mean(wanted.map(t => (t - centre) * (t - centre)))
      if (spread === 0)
        throw new RangeError(`rSquared needs targets that differ, found ${wanted[0] ?? NaN} only, in output ${column}`)
      const missed = mean(wanted.map((t, i) => ((found[column]?.[i] ?? NaN) - t) * ((found[column]?.[i] ?? NaN) - t)))
      return 1 - missed / spread
    })
  )
}

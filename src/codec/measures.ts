import {
  type ClassScores,
  confusionMatrix,
  type ConfusionMatrix,
  accuracy,
  scoresPerClass
} from '../learning/Metric.js'
import { meanAbsoluteError } from '../learning/loss/meanAbsoluteError.js'
import { metricOf } from '../learning/metric/metricOf.js'
import { rootMeanSquaredError } from '../learning/metric/rootMeanSquaredError.js'
import { rSquared } from '../learning/metric/rSquared.js'
import { type Batched, filledTensor, toArray, toNumber } from '../tensor/Tensor.js'
import { lossFor, type TableModel } from './answers.js'

/** Measures of a table model that predicts categories. */
export interface CategoryMeasures {
  /** The loss of the model, or else softmax cross-entropy. */
  readonly loss: number
  /** Share of the rows whose category is right. */
  readonly accuracy: number
  /** The accuracy of always predicting the most frequent category. */
  readonly baseline: { readonly accuracy: number; readonly category: string }
  /** Counts of the rows by their category and by the predicted one, in the order of `categories`. */
  readonly confusionMatrix: ConfusionMatrix
  /** Precision, recall and F1 of each category. */
  readonly categories: readonly (ClassScores & { readonly category: string })[]
}

/** Measures of a table model that predicts numbers, in the unit of its target. */
export interface NumberMeasures {
  /** The loss of the model, or else the mean squared error, of the scaled numbers. */
  readonly loss: number
  readonly rootMeanSquaredError: number
  readonly meanAbsoluteError: number
  /** Absent if all targets are equal. */
  readonly r2?: number
  /** The root mean squared error of always predicting the mean of the training data. */
  readonly baseline: { readonly rootMeanSquaredError: number }
}

/** The result of `measureOutputs`. */
export type Measures = CategoryMeasures | NumberMeasures

type Rows = Batched<readonly [number]>

/**
 * Measures outputs of a table model against the targets of the same rows, beside a model that ignores its inputs.
 *
 * @param model its preparation, and the loss that it was trained with
 * @param outputs outputs of the network: those of `outputsOf`, joined
 * @param targets the encoded targets: `encodeColumns([preparation.target], table)`
 * @throws ShapeError if outputs and targets have different shapes
 * @example
 * const measure = (model: TableModel, table: Table): Measures => {
 *   const { inputs, target } = model.preparation
 *   const outputs = joinBatches([...outputsOf(model, encodeColumns(inputs, table))])
 *   return measureOutputs(model, outputs, encodeColumns([target], table))
 * }
 */
export const measureOutputs = (
  { preparation, loss = lossFor(preparation) }: Pick<TableModel, 'preparation' | 'loss'>,
  outputs: Rows,
  targets: Rows
): Measures => {
  const { target } = preparation
  const value = toNumber(loss.value(outputs, targets))
  if ('categories' in target) {
    const matrix = confusionMatrix(outputs, targets)
    const categories = scoresPerClass(matrix).map((found, i) => ({ category: target.categories[i] ?? '', ...found }))
    const [most] = categories.toSorted((one, other) => other.support - one.support)
    return {
      loss: value,
      accuracy: accuracy(outputs, targets),
      baseline: { accuracy: (most?.support ?? NaN) / targets.shape[0], category: most?.category ?? '' },
      confusionMatrix: matrix,
      categories
    }
  }
  const [first = NaN, ...others] = toArray(targets)
  // Squares of smaller differences underflow.
  const differ = others.some(y => Math.abs(y - first) > 1e-150)
  const errorOf = (rows: Rows): number => rootMeanSquaredError(rows, targets) * target.width
  return {
    loss: value,
    rootMeanSquaredError: errorOf(outputs),
    meanAbsoluteError: metricOf(meanAbsoluteError<readonly [number]>())(outputs, targets) * target.width,
    ...(differ ? { r2: rSquared(outputs, targets) } : {}),
    // The scaled mean is 0.
    baseline: { rootMeanSquaredError: errorOf(filledTensor(targets.shape, 0)) }
  }
}

/**
 * How well a classifier does: pure functions of its predictions and the targets, row by row.
 *
 * A row stands for the class at whose place it is largest, the first of equal ones. A row of one number stands for one of
 * two classes: 1 where the number is above the threshold (0.5, as for probabilities; of logits, give 0), else 0. A row that
 * holds NaN stands for no class: it counts as wrong, and the confusion matrix leaves it out.
 *
 *     precision   tp / (tp + fp)           how many of those that were taken for the class are of it
 *     recall      tp / (tp + fn)           how many of those of the class were taken for it
 *     F1          2 tp / (2 tp + fp + fn)  their harmonic mean
 *
 * with tp the true positives, fp the false positives and fn the false negatives of the class; 0 / 0 counts as 0. They are
 * scikit-learn's, given all classes as labels and `zero_division=0`.
 */
import { finite } from '../tensor/range.js'
import { positiveInteger, sameShape, shapeError, showShape } from '../tensor/Shape.js'
import { type AnyBatch, rowMajorNumbers } from '../tensor/Tensor.js'
import { type Value } from '../algebra/Value.js'

export type Metric<B extends Value, T extends Value> = (predictions: B, targets: T) => number

const noClass = -1

const classOf = (row: Float64Array, threshold: number): number => {
  const [only = NaN] = row
  if (row.length > 1) return row.indexOf(Math.max(...row))
  return Number.isNaN(only) ? noClass : Number(only > threshold)
}

const rowsOf = <C extends number>(rows: AnyBatch<readonly [C]>): readonly Float64Array[] => {
  const numbers = rowMajorNumbers(rows)
  const [size, width] = rows.shape
  return Array.from({ length: size }, (_, i) => numbers.subarray(i * width, (i + 1) * width))
}

/**
 * The class that each row stands for; −1 for none.
 *
 * @throws RangeError if the threshold is not finite
 */
export const classesOf = <C extends number>(rows: AnyBatch<readonly [C]>, threshold = 0.5): readonly number[] => {
  finite('The threshold of a class', threshold)
  return rowsOf(rows).map(row => classOf(row, threshold))
}

const requireSameRows = <C extends number>(
  predictions: AnyBatch<readonly [C]>,
  targets: AnyBatch<readonly [NoInfer<C>]>
): void => {
  const [found, expected] = [predictions.shape, targets.shape]
  if (!sameShape(found, expected))
    throw shapeError(
      `A metric needs a target for each prediction, found ${showShape(found)} and ${showShape(expected)}`
    )
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0)
const mean = (numbers: readonly number[]): number => total(numbers) / numbers.length

/** The share of the predictions that are right. */
export const accuracy = <C extends number>(
  predictions: AnyBatch<readonly [C]>,
  targets: AnyBatch<readonly [NoInfer<C>]>,
  threshold = 0.5
): number => {
  requireSameRows(predictions, targets)
  const right = classesOf(targets, threshold)
  return mean(classesOf(predictions, threshold).map((found, i) => Number(found !== noClass && found === right[i])))
}

/** The share of the predictions whose right class is among the k largest; of equal ones the first come first, and NaN before all. */
export const topK = (
  k: number
): (<C extends number>(predictions: AnyBatch<readonly [C]>, targets: AnyBatch<readonly [NoInfer<C>]>) => number) => {
  positiveInteger('topK: k', k)
  return (predictions, targets) => {
    requireSameRows(predictions, targets)
    if (predictions.shape[1] === 1) throw shapeError('topK needs a number for each class, found rows of one')
    const right = classesOf(targets)
    return mean(
      rowsOf(predictions).map((row, i) => {
        const place = right[i] ?? noClass
        const own = row[place] ?? NaN
        return Number(row.filter((x, j) => !(x < own || (x === own && j >= place))).length < k)
      })
    )
  }
}

/** Of how many examples of class i were taken for class j, in row i and column j. */
export type ConfusionMatrix = readonly (readonly number[])[]

export const confusionMatrix = <C extends number>(
  predictions: AnyBatch<readonly [C]>,
  targets: AnyBatch<readonly [NoInfer<C>]>,
  threshold = 0.5
): ConfusionMatrix => {
  requireSameRows(predictions, targets)
  const classes = Math.max(2, predictions.shape[1])
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  const right = classesOf(targets, threshold)
  classesOf(predictions, threshold).forEach((found, i) => {
    const row = counts[right[i] ?? noClass]
    if (row !== undefined && found !== noClass) row[found] = (row[found] ?? 0) + 1
  })
  return counts
}

export interface ClassScores {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** How many examples are of the class. */
  readonly support: number
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** Precision, recall and F1 of each class. */
export const scoresPerClass = (matrix: ConfusionMatrix): readonly ClassScores[] =>
  matrix.map((row, i) => {
    const hits = row[i] ?? 0
    const support = total(row)
    const taken = total(matrix.map(other => other[i] ?? 0))
    return {
      precision: ratio(hits, taken),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, taken + support),
      support
    }
  })

/** Of predictions of one number, the score of class 1; of others the mean over all classes ("macro"). */
const overall =
  (score: 'precision' | 'recall' | 'f1') =>
  <C extends number>(
    predictions: AnyBatch<readonly [C]>,
    targets: AnyBatch<readonly [NoInfer<C>]>,
    threshold = 0.5
  ): number => {
    const scores = scoresPerClass(confusionMatrix(predictions, targets, threshold)).map(of => of[score])
    return predictions.shape[1] === 1 ? (scores[1] ?? 0) : mean(scores)
  }

/** The mean of the classes' precisions; of predictions of one number, the precision of class 1. */
export const precision = overall('precision')

/** The mean of the classes' recalls; of predictions of one number, the recall of class 1. */
export const recall = overall('recall')

/** The mean of the classes' F1; of predictions of one number, the F1 of class 1. */
export const f1 = overall('f1')

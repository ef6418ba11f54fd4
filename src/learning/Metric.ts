import { finite } from '../tensor/range.js'
import { positiveInteger, shapeError } from '../tensor/Shape.js'
import { type AnyBatch, rowMajorNumbers } from '../tensor/Tensor.js'
import { type Value } from '../algebra/Value.js'
import { requireClasses } from './metric/requireClasses.js'
import { mean } from './metric/columns.js'

/**
 * A metric: scores a batch of predictions against their targets. `evaluateOn` takes any function of this type.
 *
 * `accuracy`, `topK`, `confusionMatrix`, `precision`, `recall` and `f1` score classifiers, one row per example:
 *
 * - A row of several numbers predicts the class with the largest number, the first one of equals.
 * - A row of one number predicts one of two classes: 1 where the number is above the threshold, else 0. The default
 *   threshold, 0.5, is for probabilities. Use 0 for logits.
 * - A row that contains NaN predicts no class. It counts as wrong, and the confusion matrix leaves it out.
 *
 * Targets are read in the same way, so one-hot rows and rows of one 0 or 1 work. Targets that are not classes, such as numbers or
 * several labels per row, are refused. With tp the true positives, fp the false
 * positives and fn the false negatives of a class:
 *
 *     precision   tp / (tp + fp)
 *     recall      tp / (tp + fn)
 *     F1          2 tp / (2 tp + fp + fn)       harmonic mean of precision and recall
 *
 * 0 / 0 counts as 0. The scores agree with scikit-learn's, given all classes as labels and `zero_division=0`.
 *
 * @example const error: Metric<Batched<readonly [3]>, Batched<readonly [3]>> = (y, t) => 1 - accuracy(y, t)
 */
export type Metric<B extends Value, T extends Value> = (predictions: B, targets: T) => number

const noClass = -1

const classOf = (row: Float64Array, threshold: number): number => {
  const [only = NaN] = row
  if (row.length > 1) return row.indexOf(Math.max(...row))
  return Number.isNaN(only) ? noClass : Number(only > threshold)
}

/** The rows of a batch, as views. */
export const rowsOf = <C extends number>(rows: AnyBatch<readonly [C]>): readonly Float64Array[] => {
  const numbers = rowMajorNumbers(rows)
  const [size, width] = rows.shape
  return Array.from({ length: size }, (_, i) => numbers.subarray(i * width, (i + 1) * width))
}

/**
 * The class that each row predicts: the index of the largest number, or 0 or 1 for rows of one number. A row that contains NaN
 * gives −1.
 *
 * @param threshold for rows of one number: above it the class is 1. Default: 0.5.
 * @throws RangeError if the threshold is not finite
 * @example classesOf(tensor([[0.1, 0.9], [0.8, 0.2]])) // [1, 0]
 */
export const classesOf = <C extends number>(rows: AnyBatch<readonly [C]>, threshold = 0.5): readonly number[] => {
  finite('threshold', threshold)
  return rowsOf(rows).map(row => classOf(row, threshold))
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0)

/**
 * Accuracy: the fraction of predictions whose class is right.
 *
 * @param threshold for rows of one number: above it the class is 1. Default: 0.5.
 * @throws ShapeError if predictions and targets have different shapes, RangeError if the threshold is not finite or the targets
 * are not classes
 * @example accuracy(tensor([[0.1, 0.9], [0.8, 0.2]]), tensor([[0, 1], [0, 1]])) // 0.5
 */
export const accuracy = <C extends number>(
  predictions: AnyBatch<readonly [C]>,
  targets: AnyBatch<readonly [NoInfer<C>]>,
  threshold = 0.5
): number => {
  const right = classesOf(targets, threshold)
  requireClasses('accuracy', predictions, targets)
  return mean(classesOf(predictions, threshold).map((found, i) => Number(found !== noClass && found === right[i])))
}

/**
 * Top-k accuracy: the fraction of predictions whose right class is among the k largest numbers of the row. Of equal numbers the
 * first ones come first. NaN comes before all numbers.
 *
 * @throws RangeError if k is not a positive integer; the metric throws a ShapeError if predictions and targets have different
 * shapes or rows of one number, and a RangeError if the targets are not classes
 * @example topK(2)(tensor([[0.5, 0.3, 0.2]]), tensor([[0, 1, 0]])) // 1
 */
export const topK = (
  k: number
): (<C extends number>(predictions: AnyBatch<readonly [C]>, targets: AnyBatch<readonly [NoInfer<C>]>) => number) => {
  positiveInteger('topK: k', k)
  return (predictions, targets) => {
    requireClasses('topK', predictions, targets)
    if (predictions.shape[1] === 1)
      throw shapeError('topK needs one number per class, found rows of one number: use accuracy instead')
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

/** Confusion matrix: row i, column j holds the number of examples of class i that were predicted as class j. */
export type ConfusionMatrix = readonly (readonly number[])[]

/**
 * Counts the examples of each class by the class that was predicted. Predictions of one number have two classes. Rows that
 * contain NaN are left out.
 *
 * @param threshold for rows of one number: above it the class is 1. Default: 0.5.
 * @throws ShapeError if predictions and targets have different shapes, RangeError if the threshold is not finite or the targets
 * are not classes
 * @example confusionMatrix(tensor([[0.9], [0.2]]), tensor([[1], [1]])) // [[0, 0], [1, 1]]
 */
export const confusionMatrix = <C extends number>(
  predictions: AnyBatch<readonly [C]>,
  targets: AnyBatch<readonly [NoInfer<C>]>,
  threshold = 0.5
): ConfusionMatrix => {
  const right = classesOf(targets, threshold)
  requireClasses('confusionMatrix', predictions, targets)
  const classes = Math.max(2, predictions.shape[1])
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  classesOf(predictions, threshold).forEach((found, i) => {
    const row = counts[right[i] ?? noClass]
    if (row !== undefined && found !== noClass) row[found] = (row[found] ?? 0) + 1
  })
  return counts
}

/** Scores of one class. See `scoresPerClass`. */
export interface ClassScores {
  /** tp / (tp + fp): the fraction of the examples predicted as the class that belong to it. */
  readonly precision: number
  /** tp / (tp + fn): the fraction of the examples of the class that were predicted as it. */
  readonly recall: number
  /** 2 tp / (2 tp + fp + fn): the harmonic mean of precision and recall. */
  readonly f1: number
  /** Number of examples of the class. */
  readonly support: number
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/**
 * Precision, recall and F1 of each class, from a confusion matrix. 0 / 0 counts as 0.
 *
 * @example scoresPerClass(confusionMatrix(predictions, targets))
 */
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

/**
 * For predictions of one number, the score of class 1. Otherwise the unweighted mean over all classes ("macro" average).
 */
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

/**
 * Precision: tp / (tp + fp), averaged over the classes without weights ("macro"). For predictions of one number, the precision
 * of class 1.
 *
 *     precision(predictions, targets, threshold)        threshold default: 0.5
 *
 * @throws ShapeError if predictions and targets have different shapes, RangeError if the threshold is not finite or the targets
 * are not classes
 * @example precision(tensor([[0.9], [0.8]]), tensor([[1], [0]])) // 0.5
 */
export const precision = overall('precision')

/**
 * Recall: tp / (tp + fn), averaged over the classes without weights ("macro"). For predictions of one number, the recall of
 * class 1.
 *
 *     recall(predictions, targets, threshold)        threshold default: 0.5
 *
 * @throws ShapeError if predictions and targets have different shapes, RangeError if the threshold is not finite or the targets
 * are not classes
 * @example recall(tensor([[0.9], [0.2]]), tensor([[1], [1]])) // 0.5
 */
export const recall = overall('recall')

/**
 * F1: 2 tp / (2 tp + fp + fn), averaged over the classes without weights ("macro"). For predictions of one number, the F1 of
 * class 1.
 *
 *     f1(predictions, targets, threshold)        threshold default: 0.5
 *
 * @throws ShapeError if predictions and targets have different shapes, RangeError if the threshold is not finite or the targets
 * are not classes
 * @example f1(tensor([[0.9], [0.2]]), tensor([[1], [1]])) // 0.6666666666666666
 */
export const f1 = overall('f1')

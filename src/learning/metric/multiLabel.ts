import { finite } from '../../tensor/range.js'
import { type Shape } from '../../tensor/Shape.js'
import { type AnyBatch } from '../../tensor/Tensor.js'
import { type ClassScores, scoresPerClass } from '../Metric.js'
import { bitsOf } from './bits.js'
import { columnsOf, mean } from './columns.js'
import { requireSame } from './requireSame.js'

/** Whether each label was predicted and whether it is right, label by label. */
const labels = <S extends Shape>(
  metric: string,
  predictions: AnyBatch<S>,
  targets: NoInfer<AnyBatch<S>>,
  threshold: number
) => {
  finite('threshold', threshold)
  requireSame(predictions, targets)
  const found = columnsOf(predictions)
  return bitsOf(metric, targets).map((wanted, label) =>
    wanted.map((is, i) => ({
      is,
      found: (found[label]?.[i] ?? NaN) > threshold,
      valid: !Number.isNaN(found[label]?.[i])
    }))
  )
}

/**
 * Accuracy of several labels per example: the fraction of all labels that are predicted rightly (1 minus the Hamming loss). Where
 * labels are rare, predicting none already scores high: use `multiLabelF1` or `exactMatch` too.
 *
 * @param threshold above it a label is predicted. Default: 0.5, for probabilities. Use 0 for logits.
 * @throws ShapeError if predictions and targets have different shapes, RangeError if a target is neither 0 nor 1
 * @example multiLabelAccuracy(tensor([[0.9, 0.2, 0.7]]), tensor([[1, 0, 0]])) // 0.6666666666666666
 */
export const multiLabelAccuracy = <S extends Shape>(
  predictions: AnyBatch<S>,
  targets: NoInfer<AnyBatch<S>>,
  threshold = 0.5
): number =>
  mean(
    labels('multiLabelAccuracy', predictions, targets, threshold)
      .flat()
      .map(({ is, found, valid }) => Number(valid && is === found))
  )

/**
 * Exact match: the fraction of examples whose labels are all predicted rightly (subset accuracy).
 *
 * @param threshold above it a label is predicted. Default: 0.5, for probabilities. Use 0 for logits.
 * @throws ShapeError if predictions and targets have different shapes, RangeError if a target is neither 0 nor 1
 * @example exactMatch(tensor([[0.9, 0.2], [0.9, 0.8]]), tensor([[1, 0], [1, 0]])) // 0.5
 */
export const exactMatch = <S extends Shape>(
  predictions: AnyBatch<S>,
  targets: NoInfer<AnyBatch<S>>,
  threshold = 0.5
): number => {
  const perLabel = labels('exactMatch', predictions, targets, threshold)
  const examples = perLabel[0] ?? []
  return mean(
    examples.map((_, i) => Number(perLabel.every(label => label[i]?.valid === true && label[i].is === label[i].found)))
  )
}

/**
 * Precision, recall, F1 and number of examples of every label, where an example can have several labels. 0 / 0 counts as 0.
 *
 * @param threshold above it a label is predicted. Default: 0.5, for probabilities. Use 0 for logits.
 * @throws ShapeError if predictions and targets have different shapes, RangeError if a target is neither 0 nor 1
 * @example scoresPerLabel(tensor([[0.9, 0.2]]), tensor([[1, 1]])) // the second label has recall 0
 */
export const scoresPerLabel = <S extends Shape>(
  predictions: AnyBatch<S>,
  targets: NoInfer<AnyBatch<S>>,
  threshold = 0.5
): readonly ClassScores[] =>
  labels('scoresPerLabel', predictions, targets, threshold).flatMap(label => {
    const count = (is: boolean, found: boolean): number =>
      label.filter(one => one.is === is && one.found === found).length
    return scoresPerClass([
      [count(false, false), count(false, true)],
      [count(true, false), count(true, true)]
    ]).slice(1)
  })

/**
 * F1 of several labels per example: the unweighted mean of the F1 of every label ("macro"). 0 / 0 counts as 0.
 *
 * @param threshold above it a label is predicted. Default: 0.5, for probabilities. Use 0 for logits.
 * @throws ShapeError if predictions and targets have different shapes, RangeError if a target is neither 0 nor 1
 * @example multiLabelF1(tensor([[0.9, 0.2], [0.8, 0.7]]), tensor([[1, 0], [0, 1]])) // 0.8333333333333333
 */
export const multiLabelF1 = <S extends Shape>(
  predictions: AnyBatch<S>,
  targets: NoInfer<AnyBatch<S>>,
  threshold = 0.5
): number => mean(scoresPerLabel(predictions, targets, threshold).map(({ f1 }) => f1))

import { positiveInteger } from '../../tensor/range.js'
import { type AnyBatch } from '../../tensor/Tensor.js'
import { classesOf, rowsOf } from '../Metric.js'
import { requireClasses } from './requireClasses.js'

/** Largest difference of a sum of probabilities from 1, which rounding to float32 leaves. */
const rounding = 1e-5

const requireProbabilities = (rows: readonly Float64Array[]): void => {
  for (const row of rows) {
    const sum = row.reduce((total, p) => total + p, 0)
    const wrong = row.find(p => p < 0 || p > 1 + rounding)
    if (wrong !== undefined || (row.length > 1 && Math.abs(sum - 1) > rounding))
      throw new RangeError(
        'calibrationError needs probabilities, such as the outputs of softmax or sigmoid, found ' +
          (wrong === undefined ? `a row that adds up to ${sum}` : String(wrong))
      )
  }
}

/**
 * Expected calibration error: how far the predicted probabilities are from the observed frequencies. Of the predictions with a
 * probability near 0.8, about 80 % should be right.
 *
 *     Σ over bins of (share of the examples in the bin) · |mean probability − fraction that is right|
 *
 * A row of several numbers counts with its largest probability, which is right if its class is. A row of one number counts with
 * its probability of class 1. The bins have equal widths. Predictions of NaN give NaN. Guo et al., 2017, On Calibration of Modern
 * Neural Networks.
 *
 * @param bins number of bins. Default: 10.
 * @throws RangeError if the number of bins is not a positive integer; the metric throws a RangeError if the predictions are not
 * probabilities or the targets are not classes, and a ShapeError if their shapes differ
 * @example calibrationError()(tensor([[0.8], [0.8]]), tensor([[1], [0]])) // 0.30000000000000004
 */
export const calibrationError = (
  bins = 10
): (<C extends number>(predictions: AnyBatch<readonly [C]>, targets: AnyBatch<readonly [NoInfer<C>]>) => number) => {
  positiveInteger('calibrationError: bins', bins)
  return (predictions, targets) => {
    requireClasses('calibrationError', predictions, targets)
    const rows = rowsOf(predictions)
    requireProbabilities(rows)
    const right = classesOf(targets)
    const sums = Array.from({ length: bins }, () => ({ probability: 0, right: 0 }))
    if (rows.some(row => row.some(Number.isNaN))) return NaN
    classesOf(predictions).forEach((found, i) => {
      const row = rows[i] ?? new Float64Array(0)
      const probability = row.reduce((most, p) => Math.max(most, p), 0)
      const bin = sums[Math.min(Math.floor(probability * bins), bins - 1)]
      if (bin === undefined) return
      bin.probability += probability
      bin.right += row.length > 1 ? Number(found === right[i]) : (right[i] ?? NaN)
    })
    return sums.reduce((sum, { probability, right }) => sum + Math.abs(probability - right), 0) / rows.length
  }
}

import { type AnyBatch } from '../../tensor/Tensor.js'
import { type Shape } from '../../tensor/Shape.js'
import { bitsOf } from './bits.js'
import { columnsOf, mean } from './columns.js'
import { requireSame } from './requireSame.js'

/** The ranks of numbers, from 1; equal numbers share the mean of their ranks. */
const ranksOf = (numbers: Float64Array): Float64Array => {
  const order = Array.from(numbers.keys()).sort((i, j) => (numbers[i] ?? NaN) - (numbers[j] ?? NaN))
  const ranks = new Float64Array(numbers.length)
  const at = (place: number): number => numbers[order[place] ?? NaN] ?? NaN
  for (let from = 0, to = 1; from < order.length; from = to++) {
    while (to < order.length && at(to) === at(from)) to++
    for (const i of order.slice(from, to)) ranks[i] = (from + to + 1) / 2
  }
  return ranks
}

/**
 * Area under the ROC curve: the probability that a random example of class 1 has a larger prediction than a random example of
 * class 0. 1 is perfect, 0.5 is chance. It needs no threshold, so logits and probabilities have the same area.
 *
 *     (number of pairs in the right order + half the number of ties) / number of pairs
 *
 * Of several labels the mean counts. A prediction of NaN gives NaN. Agrees with scikit-learn's roc_auc_score.
 *
 * @throws ShapeError if predictions and targets have different shapes, RangeError if a target is neither 0 nor 1, or the targets of
 * a label are all equal
 * @example areaUnderCurve(tensor([[0.1], [0.4], [0.8]]), tensor([[0], [1], [1]])) // 1
 */
export const areaUnderCurve = <S extends Shape>(predictions: AnyBatch<S>, targets: NoInfer<AnyBatch<S>>): number => {
  requireSame(predictions, targets)
  const found = columnsOf(predictions)
  return mean(
    bitsOf('areaUnderCurve', targets).map((wanted, label) => {
      const scores = found[label] ?? new Float64Array(0)
      const ones = wanted.filter(isOne => isOne).length
      const zeros = wanted.length - ones
      if (ones === 0 || zeros === 0)
        throw new RangeError(`areaUnderCurve needs targets of both classes, found ${ones === 0 ? 0 : 1} only`)
      if (scores.some(Number.isNaN)) return NaN
      const sum = ranksOf(scores).reduce((sum, rank, i) => (wanted[i] === true ? sum + rank : sum), 0)
      return (sum - (ones * (ones + 1)) / 2) / (ones * zeros)
    })
  )
}

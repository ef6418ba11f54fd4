import { positiveInteger } from '../tensor/range.js'
import { type Batched, fresh } from '../tensor/Tensor.js'
import { type Value } from '../algebra/Value.js'
import { type Dataset, selectExamples } from './Dataset.js'
import { balanceRows } from './rows.js'
import { requireClasses, strataOf } from './strata.js'

/**
 * Weights of examples that make all classes count alike, as targets of `weightedExamples`.
 *
 *     w = examples / (classes · examples of this class)      the mean of all weights is 1
 *
 * The weights of scikit-learn's `class_weight='balanced'`.
 *
 * @param classes the class of every example, such as `classesOf(targets)`
 * @throws RangeError if there are no examples
 * @example classWeights([0, 0, 0, 1]) // [0.667, 0.667, 0.667, 2]
 */
export const classWeights = (classes: readonly number[]): Batched<readonly []> => {
  const size = positiveInteger('classWeights: the number of examples', classes.length)
  const strata = strataOf(classes)
  const weights = new Float64Array(size)
  for (const stratum of strata) for (const place of stratum) weights[place] = size / (strata.length * stratum.length)
  return fresh([size], weights)
}

/**
 * Repeats the examples of rarer classes, so that all classes are about as frequent as the largest: round(largest / size) times
 * each. The option `--class-weights balanced` of `pullback train`. Use it on training examples only, after a split.
 *
 * @param classes the class of every example, such as `classesOf(examples.targets)`
 * @throws ShapeError later if the number of classes is not the number of examples
 * @example oversample([0, 0, 0, 1])(dataset(tensor([[5], [6], [7], [8]]), tensor([[0], [0], [0], [1]]))).size // 6
 */
export const oversample =
  (classes: readonly number[]) =>
  <A extends Value, T extends Value>(examples: Dataset<A, T>): Dataset<A, T> => {
    const rows = [...requireClasses('oversample', classes, examples.size).keys()]
    return selectExamples(balanceRows(classes)(rows))(examples)
  }

import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/State.js'
import { type Value } from '../algebra/Value.js'
import { type Random, shuffle } from '../tensor/Random.js'
import { positiveInteger } from '../tensor/range.js'
import { type Dataset, orderOf, selectExamples } from './Dataset.js'
import { requireClasses, strataOf } from './strata.js'

/**
 * Splits examples at random into k folds, and returns one pair per fold: the examples of all other folds for training, and those
 * of the fold for validation. Every example is in one validation set. The sizes of two folds differ by at most 1.
 *
 * With classes the split is stratified: the numbers of examples of a class in two folds differ by at most 1.
 *
 * @param k number of folds, at least 2
 * @param classes the class of every example, such as `classesOf(examples.targets)`. Default: not stratified.
 * @throws RangeError if k is not an integer of at least 2, or later if there are fewer examples than folds
 * @throws ShapeError later if the number of classes is not the number of examples
 * @example
 * const folds = pipe(Datasets.moons(20), chain(kFold(5)), evaluate(Randoms.seed(1)))
 * folds.map(([training, validation]) => [training.size, validation.size]) // five times [16, 4]
 */
export const kFold = (
  k: number,
  classes?: readonly number[]
): (<A extends Value, T extends Value>(
  examples: Dataset<A, T>
) => Random<readonly (readonly [training: Dataset<A, T>, validation: Dataset<A, T>])[]>) => {
  if (positiveInteger('kFold: k', k) < 2) throw new RangeError(`kFold: k must be at least 2, found ${k}`)
  return examples => {
    const { size } = examples
    if (size < k) throw new RangeError(`kFold: ${k} folds need at least ${k} examples, found ${size}`)
    if (classes !== undefined) requireClasses('kFold', classes, size)
    return pipe(
      shuffle(orderOf(examples)),
      map(order => {
        const dealt = classes === undefined ? order : strataOf(classes, order).flat()
        const foldOf = new Map(dealt.map((place, i) => [place, i % k]))
        const rowsOf = (isChosen: (fold: number | undefined) => boolean) =>
          selectExamples(order.filter(place => isChosen(foldOf.get(place))))(examples)
        return Array.from(
          { length: k },
          (_, fold) => [rowsOf(other => other !== fold), rowsOf(other => other === fold)] as const
        )
      })
    )
  }
}

import { add } from '../../algebra/Algebra.js'
import { addValues, type Value } from '../../algebra/Value.js'
import { combine } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { penaltiesOf } from './sumOf.js'

/**
 * Adds losses of the same prediction and target. `sumOf` gives each loss its own output of the network.
 *
 *     value      L  = f(y, t) + g(y, t)
 *     gradient   dy = df(y, t) + dg(y, t)
 *
 * @example addLosses(meanSquaredError(), weighted(0.1, meanAbsoluteError()))
 */
export const addLosses = <B extends Value, T extends Value>(
  one: Loss<B, T>,
  ...others: readonly Loss<B, T>[]
): Loss<B, T> => {
  const all = [one, ...others]
  return {
    ...one,
    description: combine(
      'addLosses',
      all.map(({ description }) => description)
    ),
    value: (prediction, target) =>
      others.reduce((sum, { value }) => add(sum, value(prediction, target)), one.value(prediction, target)),
    gradient: (prediction, target) =>
      others.reduce(
        (sum, { gradient }) => addValues(sum, gradient(prediction, target)),
        one.gradient(prediction, target)
      ),
    ...penaltiesOf(all)
  }
}

import { scale } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Transformation, transformation } from '../Optimizer.js'
import { finite } from '../../tensor/range.js'
import { mapValues } from '../../algebra/Value.js'

/**
 * Multiplies the gradient by a factor.
 *
 *     g ← factor · g
 *
 * After an optimizer it changes the learning rate of some parameters. A factor of 0 freezes them.
 *
 * @throws RangeError if the factor is not finite
 * @example pipe(adam(0.001), followedBy(forParameters(/^0\./, scaleBy(0.1)))) // the first layer learns more slowly
 */
export const scaleBy = (factor: number): Transformation => {
  finite('scaleBy: the factor', factor)
  const scaled = mapValues(g => scale(factor, g))
  return transformation(describe('scaleBy', { factor }), (_, gradient) => scaled(gradient))
}

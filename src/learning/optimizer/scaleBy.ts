/**
 * Multiplies gradients by a factor.
 *
 *     g ← factor · g
 *
 * After an optimizer this is another learning rate for some of the parameters, or, with 0, none for those that are frozen:
 *
 *     pipe(adam(0.001), followedBy(forParameters(/^0\./, scaleBy(0.1))))
 */
import { scale } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Transformation, transformation } from '../Optimizer.js'
import { finite } from '../../tensor/range.js'
import { mapValues } from '../../algebra/Value.js'

export const scaleBy = (factor: number): Transformation => {
  finite('scaleBy: the factor', factor)
  const scaled = mapValues(g => scale(factor, g))
  return transformation(describe('scaleBy', { factor }), (_, gradient) => scaled(gradient))
}

import { maximum, minimum } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Transformation, transformation } from '../Optimizer.js'
import { aboveZero } from '../../tensor/range.js'
import { mapValues } from '../../algebra/Value.js'

/**
 * Clips every number of the gradient to [−limit, limit].
 *
 *     g ← min(max(g, −limit), limit)
 *
 * Agrees with PyTorch's clip_grad_value_.
 *
 * @throws RangeError if the limit is not above 0
 * @example pipe(sgd(0.1), precededBy(clipByValue(0.5)))
 */
export const clipByValue = (limit: number): Transformation => {
  aboveZero('clipByValue: the limit', limit)
  const clip = mapValues(g => minimum(maximum(g, -limit), limit))
  return transformation(describe('clipByValue', { limit }), (_, gradient) => clip(gradient))
}

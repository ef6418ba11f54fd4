import { add, scale } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Transformation, transformation } from '../Optimizer.js'
import { atLeastZero } from '../../tensor/range.js'
import { zipValues } from '../../algebra/Value.js'

/**
 * Weight decay: pulls the parameters towards zero.
 *
 *     g ← g + λ p
 *
 * Before an optimizer it adds the gradient of λ/2 Σ p² to that of the loss, like `weight_decay` of PyTorch's SGD and Adam.
 * After an optimizer it is decoupled from the optimizer's direction, like `weight_decay` of PyTorch's AdamW. With `sgd` both
 * are the same.
 *
 * @param decay λ, the strength of the decay
 * @throws RangeError if the decay is below 0
 * @example pipe(momentum(0.01), precededBy(weightDecay(1e-4)))
 */
export const weightDecay = (decay: number): Transformation => {
  atLeastZero('weightDecay: the decay', decay)
  return transformation(
    describe('weightDecay', { decay }),
    zipValues((p, g) => add(g, scale(decay, p)))
  )
}

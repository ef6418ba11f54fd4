/**
 * Draws the parameters towards zero.
 *
 *     g ← g + λ p
 *
 * Before an optimizer it adds the gradient of λ/2 Σ p² to that of the loss: the `weight_decay` of PyTorch's SGD and Adam.
 * After one it is decoupled from what the optimizer does to gradients: AdamW's. With `sgd` both are the same.
 */
import { add, scale } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Transformation, transformation } from '../Optimizer.js'
import { atLeastZero } from '../../tensor/range.js'
import { zipValues } from '../../algebra/Value.js'

export const weightDecay = (decay: number): Transformation => {
  atLeastZero('weightDecay: the decay', decay)
  return transformation(
    describe('weightDecay', { decay }),
    zipValues((p, g) => add(g, scale(decay, p)))
  )
}

/**
 * Gradient descent, stochastic where the gradient is that of a batch.
 *
 *     p ← p − η g
 */
import { scale, subtract } from '../Algebra.js'
import { describe } from '../Description.js'
import { type Optimizer } from '../Optimizer.js'
import { zipValues } from '../Value.js'

export const sgd = (learningRate: number): Optimizer => {
  if (!Number.isFinite(learningRate))
    throw new RangeError(`sgd: the learning rate must be a finite number, found ${learningRate}`)
  return {
    description: describe('sgd', { learningRate }),
    learningRate: () => learningRate,
    init: () => [],
    update: (rate, memory, params, gradient) => [
      zipValues((p, g) => subtract(p, scale(rate, g)))(params, gradient),
      memory
    ]
  }
}

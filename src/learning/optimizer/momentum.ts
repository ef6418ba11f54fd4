/**
 * Gradient descent that keeps some of its velocity, as a heavy ball does.
 *
 *     v ← μ v + g
 *     p ← p − η v
 *
 * Polyak, 1964, Some methods of speeding up the convergence of iteration methods. Agrees with PyTorch's SGD with momentum.
 */
import { add, scale } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { fraction } from '../../tensor/range.js'
import { type Schedule } from '../Schedule.js'
import { zipValues } from '../../algebra/Value.js'

export const momentum = (learningRate: number | Schedule, momentum = 0.9): Optimizer => {
  fraction('momentum: the momentum', momentum)
  return optimizer(
    learningRate,
    statefulTransformation(describe('momentum', { momentum }), { each: ['velocity'] }, (memory, gradient) => {
      const velocity = zipValues((v, g) => add(scale(momentum, v), g))(memory.velocity, gradient)
      return [velocity, { velocity }]
    })
  )
}

import { add, scale } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { fraction } from '../../tensor/range.js'
import { type Schedule } from '../Schedule.js'
import { zipValues } from '../../algebra/Value.js'

/**
 * Gradient descent with momentum: keeps part of the previous velocity, like a heavy ball.
 *
 *     v ← μ v + g
 *     p ← p − η v
 *
 * The memory is the velocity v of each parameter. Polyak, 1964, Some methods of speeding up the convergence of iteration
 * methods. Agrees with PyTorch's SGD with momentum.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @param momentum μ, the part of the velocity that is kept. Default: 0.9.
 * @throws RangeError if the momentum is not in [0, 1), or the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), momentum(0.01))
 */
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

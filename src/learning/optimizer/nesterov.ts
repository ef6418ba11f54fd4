import { add, scale } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { fraction } from '../../tensor/range.js'
import { type Schedule } from '../Schedule.js'
import { zipValues } from '../../algebra/Value.js'

/**
 * Gradient descent with Nesterov momentum: a step along the velocity that the next gradient step would have.
 *
 *     v ← μ v + g
 *     p ← p − η (g + μ v)
 *
 * The memory is the velocity v of each parameter. Nesterov, 1983, in the form of Sutskever, Martens, Dahl and Hinton, 2013, On
 * the importance of initialization and momentum in deep learning. Agrees with PyTorch's SGD with Nesterov momentum.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @param momentum μ, the part of the velocity that is kept. Default: 0.9.
 * @throws RangeError if the momentum is not in [0, 1), or the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), nesterov(0.01))
 */
export const nesterov = (learningRate: number | Schedule, momentum = 0.9): Optimizer => {
  fraction('nesterov: the momentum', momentum)
  const heavier = zipValues((v, g) => add(scale(momentum, v), g))
  return optimizer(
    learningRate,
    statefulTransformation(describe('nesterov', { momentum }), { each: ['velocity'] }, (memory, gradient) => {
      const velocity = heavier(memory.velocity, gradient)
      return [heavier(velocity, gradient), { velocity }]
    })
  )
}

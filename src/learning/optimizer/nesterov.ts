/**
 * Momentum that looks ahead: it adds the gradient once more to where the velocity leads.
 *
 *     v ← μ v + g
 *     p ← p − η (g + μ v)
 *
 * Nesterov, 1983, in the form of Sutskever, Martens, Dahl and Hinton, 2013, On the importance of initialization and momentum
 * in deep learning. Agrees with PyTorch's SGD with Nesterov momentum.
 */
import { add, scale } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { fraction } from '../../tensor/range.js'
import { type Schedule } from '../Schedule.js'
import { zipValues } from '../../algebra/Value.js'

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

import { add, divide, sqrt, square } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { aboveZero } from '../../tensor/range.js'
import { type Schedule } from '../Schedule.js'
import { zipValues } from '../../algebra/Value.js'

/**
 * Adagrad: divides the gradient by the root of the sum of all its squares so far, so rarely changed parameters take larger
 * steps.
 *
 *     s ← s + g²
 *     p ← p − η g / (√s + ε)
 *
 * The memory is the sum s of each parameter. Duchi, Hazan and Singer, 2011, Adaptive Subgradient Methods for Online Learning
 * and Stochastic Optimization. Agrees with PyTorch's Adagrad.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @param epsilon ε, prevents division by zero. Default: 1e-10.
 * @throws RangeError if epsilon is not above 0, or the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), adagrad(0.1))
 */
export const adagrad = (learningRate: number | Schedule, epsilon = 1e-10): Optimizer => {
  aboveZero('adagrad: epsilon', epsilon)
  return optimizer(
    learningRate,
    statefulTransformation(describe('adagrad', { epsilon }), { each: ['sumOfSquares'] }, (memory, gradient) => {
      const sumOfSquares = zipValues((s, g) => add(s, square(g)))(memory.sumOfSquares, gradient)
      const direction = zipValues((g, s) => divide(g, add(sqrt(s), epsilon)))(gradient, sumOfSquares)
      return [direction, { sumOfSquares }]
    })
  )
}

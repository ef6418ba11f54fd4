/**
 * Divides every gradient by the root of the sum of its squares so far: what changed rarely takes larger steps.
 *
 *     s ← s + g²
 *     p ← p − η g / (√s + ε)
 *
 * Duchi, Hazan and Singer, 2011, Adaptive Subgradient Methods. Agrees with PyTorch's Adagrad.
 */
import { add, divide, sqrt, square } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { aboveZero } from '../../tensor/range.js'
import { type Schedule } from '../Schedule.js'
import { zipValues } from '../../algebra/Value.js'

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

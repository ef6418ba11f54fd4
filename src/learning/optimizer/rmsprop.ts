/**
 * Divides every gradient by the root of the running mean of its squares.
 *
 *     s ← ρ s + (1 − ρ) g²
 *     p ← p − η g / (√s + ε)
 *
 * Tieleman and Hinton, 2012, Lecture 6.5 of Neural Networks for Machine Learning. Agrees with PyTorch's RMSprop.
 */
import { add, divide, scale, sqrt, square } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { aboveZero, fraction } from '../../tensor/range.js'
import { type Schedule } from '../Schedule.js'
import { zipValues } from '../../algebra/Value.js'

export interface RmspropSettings {
  /** ρ */
  readonly decay?: number
  readonly epsilon?: number
}

export const rmsprop = (
  learningRate: number | Schedule,
  { decay = 0.99, epsilon = 1e-8 }: RmspropSettings = {}
): Optimizer => {
  fraction('rmsprop: decay', decay)
  aboveZero('rmsprop: epsilon', epsilon)
  return optimizer(
    learningRate,
    statefulTransformation(describe('rmsprop', { decay, epsilon }), { each: ['meanSquare'] }, (memory, gradient) => {
      const meanSquare = zipValues((s, g) => add(scale(decay, s), scale(1 - decay, square(g))))(
        memory.meanSquare,
        gradient
      )
      const direction = zipValues((g, s) => divide(g, add(sqrt(s), epsilon)))(gradient, meanSquare)
      return [direction, { meanSquare }]
    })
  )
}

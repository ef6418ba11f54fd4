import { add, divide, scale, sqrt, square } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { aboveZero, fraction } from '../../tensor/range.js'
import { type Schedule } from '../Schedule.js'
import { zipValues } from '../../algebra/Value.js'

/** Hyperparameters of `rmsprop`. */
export interface RmspropSettings {
  /** ρ, the decay rate of the running mean of squared gradients, in [0, 1). Default: 0.99. */
  readonly decay?: number
  /** ε, prevents division by zero. Default: 1e-8. */
  readonly epsilon?: number
}

/**
 * RMSprop: divides the gradient by the root of the running mean of its squares.
 *
 *     s ← ρ s + (1 − ρ) g²
 *     p ← p − η g / (√s + ε)
 *
 * The memory is the mean s of each parameter. Tieleman and Hinton, 2012, Lecture 6.5 of Neural Networks for Machine Learning.
 * Agrees with PyTorch's RMSprop.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @param settings defaults: `decay` 0.99, `epsilon` 1e-8
 * @throws RangeError if a hyperparameter is out of range, or the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), rmsprop(0.001, { decay: 0.9 }))
 */
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

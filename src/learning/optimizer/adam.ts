import { divide, scale, sqrt, square } from '../../algebra/Algebra.js'
import { shift } from '../../algebra/fused.js'
import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { aboveZero, fraction } from '../../tensor/range.js'
import { type Schedule } from '../Schedule.js'
import { mapValues, zipValues } from '../../algebra/Value.js'
import { runningMean, runningMeanOfOnes } from './runningMean.js'

/** Hyperparameters of `adam`. */
export interface AdamSettings {
  /** β₁, the decay rate of the running mean of gradients, in [0, 1). Default: 0.9. */
  readonly beta1?: number
  /** β₂, the decay rate of the running mean of squared gradients, in [0, 1). Default: 0.999. */
  readonly beta2?: number
  /** ε, prevents division by zero. Default: 1e-8. */
  readonly epsilon?: number
}

/**
 * Adam: moves along the running mean of the gradient, divided by the root of the running mean of its squares.
 *
 *     m ← β₁ m + (1 − β₁) g        a ← β₁ a + (1 − β₁)
 *     v ← β₂ v + (1 − β₂) g²       b ← β₂ b + (1 − β₂)
 *     p ← p − η (m / a) / (√(v / b) + ε)
 *
 * The running means start at 0, so they are too small in the first steps. The numbers a = 1 − β₁ᵗ and b = 1 − β₂ᵗ correct this
 * bias: they are the same running means of ones, too small by the same factor. The memory is m and v of each parameter, and the
 * numbers a and b.
 *
 * Kingma and Ba, 2015, Adam: A Method for Stochastic Optimization. Agrees with PyTorch's Adam.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @param settings defaults: `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8
 * @throws RangeError if a hyperparameter is out of range, or the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), adam(0.001, { beta2: 0.99 }))
 */
export const adam = (
  learningRate: number | Schedule,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamSettings = {}
): Optimizer => {
  fraction('adam: beta1', beta1)
  fraction('adam: beta2', beta2)
  aboveZero('adam: epsilon', epsilon)
  const slots = { each: ['mean', 'meanSquare'], once: ['meanOfOnes', 'meanSquareOfOnes'] } as const
  return optimizer(
    learningRate,
    statefulTransformation(describe('adam', { beta1, beta2, epsilon }), slots, (memory, gradient) => {
      const mean = zipValues(runningMean(beta1))(memory.mean, gradient)
      const meanSquare = zipValues(runningMean(beta2))(memory.meanSquare, mapValues(square)(gradient))
      const meanOfOnes = runningMeanOfOnes(beta1, memory.meanOfOnes)
      const meanSquareOfOnes = runningMeanOfOnes(beta2, memory.meanSquareOfOnes)
      // Numerator and denominator times √b: fewer operations on every parameter.
      const root = sqrt(meanSquareOfOnes)
      const [factor, added] = [divide(root, meanOfOnes), scale(epsilon, root)]
      const direction = zipValues((m, v) => divide(scale(factor, m), shift(added, sqrt(v))))(mean, meanSquare)
      return [direction, { mean, meanSquare, meanOfOnes, meanSquareOfOnes }]
    })
  )
}

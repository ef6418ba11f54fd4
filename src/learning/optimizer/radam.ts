import { add, divide, maximum, multiply, scale, sqrt, square, subtract, where } from '../../algebra/Algebra.js'
import { mapValues, zipValues } from '../../algebra/Value.js'
import { describe } from '../../layer/Description.js'
import { aboveZero, fraction } from '../../tensor/range.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { type Schedule } from '../Schedule.js'
import { type AdamSettings } from './adam.js'
import { runningMean, runningMeanOfOnes } from './runningMean.js'

/**
 * RAdam: Adam that takes steps of momentum until the mean of squares is reliable, so it needs no warm-up of the learning rate.
 *
 *     m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²      a = 1 − β₁ᵗ      b = 1 − β₂ᵗ
 *     ρ = ρ₀ − 2 t (1 − b) / b      ρ₀ = 2 / (1 − β₂) − 1
 *     r = √((ρ − 4) (ρ − 2) ρ₀ / ((ρ₀ − 4) (ρ₀ − 2) ρ))
 *     p ← p − η (m / a) r √b / (√v + ε)      where ρ > 5
 *     p ← p − η m / a                        elsewhere
 *
 * The memory is m and v of each parameter, and the numbers a, b and t.
 *
 * Liu et al., 2020, On the Variance of the Adaptive Learning Rate and Beyond. Agrees with PyTorch's RAdam.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @param settings defaults: `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8
 * @throws RangeError if a hyperparameter is out of range, or the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), radam(0.001))
 */
export const radam = (
  learningRate: number | Schedule,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamSettings = {}
): Optimizer => {
  fraction('radam: beta1', beta1)
  fraction('radam: beta2', beta2)
  aboveZero('radam: epsilon', epsilon)
  const limit = 2 / (1 - beta2) - 1
  const slots = { each: ['mean', 'meanSquare'], once: ['meanOfOnes', 'meanSquareOfOnes', 'steps'] } as const
  return optimizer(
    learningRate,
    statefulTransformation(describe('radam', { beta1, beta2, epsilon }), slots, (memory, gradient) => {
      const mean = zipValues(runningMean(beta1))(memory.mean, gradient)
      const meanSquare = zipValues(runningMean(beta2))(memory.meanSquare, mapValues(square)(gradient))
      const meanOfOnes = runningMeanOfOnes(beta1, memory.meanOfOnes)
      const meanSquareOfOnes = runningMeanOfOnes(beta2, memory.meanSquareOfOnes)
      const steps = add(memory.steps, 1)
      const length = subtract(limit, divide(scale(2, multiply(steps, subtract(1, meanSquareOfOnes))), meanSquareOfOnes))
      // Below 5 the rectification is not used, and its square may be negative.
      const reliable = maximum(length, 5)
      const rectified = sqrt(
        scale(
          limit / ((limit - 4) * (limit - 2)),
          divide(multiply(subtract(reliable, 4), subtract(reliable, 2)), reliable)
        )
      )
      const factor = multiply(rectified, sqrt(meanSquareOfOnes))
      // A compiled program has no branches: one of the two terms of every step is 0.
      const adaptive = where(subtract(length, 5), factor, 0)
      const plain = where(subtract(length, 5), 0, 1)
      const unbiased = divide(1, meanOfOnes)
      const direction = zipValues((m, v) =>
        scale(unbiased, add(scale(adaptive, divide(m, add(sqrt(v), epsilon))), scale(plain, m)))
      )(mean, meanSquare)
      return [direction, { mean, meanSquare, meanOfOnes, meanSquareOfOnes, steps }]
    })
  )
}

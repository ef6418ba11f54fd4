import { add, divide, scale, sqrt, square, subtract } from '../../algebra/Algebra.js'
import { mapValues, zipValues } from '../../algebra/Value.js'
import { describe } from '../../layer/Description.js'
import { expOf } from '../../number/exp.js'
import { logOf } from '../../number/log.js'
import { aboveZero, atLeastZero, fraction } from '../../tensor/range.js'
import { type Scalar } from '../../tensor/Tensor.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { type Schedule } from '../Schedule.js'
import { type AdamSettings } from './adam.js'
import { runningMean, runningMeanOfOnes } from './runningMean.js'

/** Hyperparameters of `nadam`. */
export interface NadamSettings extends AdamSettings {
  /** ψ, how fast the momentum grows from β₁ / 2 to β₁. Default: 0.004. */
  readonly momentumDecay?: number
}

/**
 * NAdam: Adam with Nesterov momentum, which looks one step ahead.
 *
 *     m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²      μₜ = β₁ (1 − ½ 0.96^(t ψ))      M ← M μₜ
 *     p ← p − η ((1 − μₜ) g / (1 − M) + μₜ₊₁ m / (1 − M μₜ₊₁)) / (√(v / (1 − β₂ᵗ)) + ε)
 *
 * The memory is m and v of each parameter, and three numbers that are 0 before the first step: 1 − 0.96^(t ψ), 1 − M and 1 − β₂ᵗ.
 *
 * Dozat, 2016, Incorporating Nesterov Momentum into Adam. Agrees with PyTorch's NAdam
 * (before PyTorch 2 with `foreach=True`; its other code multiplied M by μₜ twice).
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @param settings defaults: `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8, `momentumDecay` 0.004
 * @throws RangeError if a hyperparameter is out of range, or the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), nadam(0.002))
 */
export const nadam = (
  learningRate: number | Schedule,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentumDecay = 0.004 }: NadamSettings = {}
): Optimizer => {
  fraction('nadam: beta1', beta1)
  fraction('nadam: beta2', beta2)
  aboveZero('nadam: epsilon', epsilon)
  atLeastZero('nadam: momentumDecay', momentumDecay)
  /** 0.96^ψ */
  const fading = expOf(momentumDecay * logOf(0.96))
  /** 1 − f x, from 1 − x */
  const after = (factor: Scalar | number, rest: Scalar): Scalar => subtract(1, scale(factor, subtract(1, rest)))
  /** μ = β₁ (1 − ½ x), from 1 − x */
  const momentumOf = (rest: Scalar): Scalar => scale(beta1 / 2, add(rest, 1))
  const slots = {
    each: ['mean', 'meanSquare'],
    once: ['faded', 'withoutMomentum', 'meanSquareOfOnes']
  } as const
  return optimizer(
    learningRate,
    statefulTransformation(describe('nadam', { beta1, beta2, epsilon, momentumDecay }), slots, (memory, gradient) => {
      const mean = zipValues(runningMean(beta1))(memory.mean, gradient)
      const meanSquare = zipValues(runningMean(beta2))(memory.meanSquare, mapValues(square)(gradient))
      const meanSquareOfOnes = runningMeanOfOnes(beta2, memory.meanSquareOfOnes)
      const faded = after(fading, memory.faded)
      const [now, ahead] = [momentumOf(faded), momentumOf(after(fading, faded))]
      const withoutMomentum = after(now, memory.withoutMomentum)
      const ofGradient = divide(subtract(1, now), withoutMomentum)
      const ofMean = divide(ahead, after(ahead, withoutMomentum))
      const unbiased = divide(1, meanSquareOfOnes)
      const steps = zipValues((g, m) => add(scale(ofGradient, g), scale(ofMean, m)))(gradient, mean)
      const direction = zipValues((d, v) => divide(d, add(sqrt(scale(unbiased, v)), epsilon)))(steps, meanSquare)
      return [direction, { mean, meanSquare, faded, withoutMomentum, meanSquareOfOnes }]
    })
  )
}

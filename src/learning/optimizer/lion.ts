import { sign } from '../../algebra/Algebra.js'
import { mapValues, zipValues } from '../../algebra/Value.js'
import { describe } from '../../layer/Description.js'
import { fraction } from '../../tensor/range.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { type Schedule } from '../Schedule.js'
import { runningMean } from './runningMean.js'

/** Hyperparameters of `lion`. */
export interface LionSettings {
  /** β₁, the share of the mean in the direction, in [0, 1). Default: 0.9. */
  readonly beta1?: number
  /** β₂, the decay rate of the running mean of gradients, in [0, 1). Default: 0.99. */
  readonly beta2?: number
}

/**
 * Lion: moves every parameter by the learning rate, along the sign of a mean of gradients.
 *
 *     p ← p − η sign(β₁ m + (1 − β₁) g)
 *     m ← β₂ m + (1 − β₂) g
 *
 * The memory is the mean m of each parameter, half of that of Adam. All steps have the same size, so the learning rate is 3 to 10
 * times smaller than for Adam, and a schedule should lower it. For the decay of the paper, add `followedBy(weightDecay(λ))`.
 *
 * Chen et al., 2023, Symbolic Discovery of Optimization Algorithms. Agrees with Optax's lion.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @param settings defaults: `beta1` 0.9, `beta2` 0.99
 * @throws RangeError if a hyperparameter is out of range, or the learning rate is neither a finite number nor a schedule
 * @example pipe(lion(Schedules.cosine(1e-3, 1000)), followedBy(weightDecay(0.1)))
 */
export const lion = (learningRate: number | Schedule, { beta1 = 0.9, beta2 = 0.99 }: LionSettings = {}): Optimizer => {
  fraction('lion: beta1', beta1)
  fraction('lion: beta2', beta2)
  return optimizer(
    learningRate,
    statefulTransformation(describe('lion', { beta1, beta2 }), { each: ['mean'] }, (memory, gradient) => [
      mapValues(sign)(zipValues(runningMean(beta1))(memory.mean, gradient)),
      { mean: zipValues(runningMean(beta2))(memory.mean, gradient) }
    ])
  )
}

import { pipe } from 'fp-ts/lib/function.js'
import { followedBy, type Optimizer } from '../Optimizer.js'
import { type Schedule } from '../Schedule.js'
import { adam, type AdamSettings } from './adam.js'
import { trustRatio } from './trustRatio.js'
import { weightDecay as decayWeights } from './weightDecay.js'

/** Hyperparameters of `lamb`. */
export interface LambSettings extends AdamSettings {
  /** λ, the strength of the weight decay. Default: 0.01. */
  readonly weightDecay?: number
}

/**
 * LAMB: Adam with decoupled weight decay, whose step for each parameter tensor has the length of the tensor. It suits very large
 * batches.
 *
 *     u = d + λ p                       d the direction of Adam
 *     p ← p − η |p| / |u| · u           the factor is 1 where |p| or |u| is 0
 *
 * You et al., 2020, Large Batch Optimization for Deep Learning. Agrees with Optax's lamb.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @param settings defaults: `weightDecay` 0.01, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8
 * @throws RangeError if a hyperparameter is out of range, or the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), lamb(0.01))
 */
export const lamb = (
  learningRate: number | Schedule,
  { weightDecay = 0.01, ...settings }: LambSettings = {}
): Optimizer => pipe(adam(learningRate, settings), followedBy(decayWeights(weightDecay)), followedBy(trustRatio()))

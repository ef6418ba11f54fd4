import { followedBy, type Optimizer } from '../Optimizer.js'
import { type Schedule } from '../Schedule.js'
import { adam, type AdamSettings } from './adam.js'
import { weightDecay as decayWeights } from './weightDecay.js'

/** Hyperparameters of `adamw`. */
export interface AdamwSettings extends AdamSettings {
  /** λ, the strength of the weight decay. Default: 0.01. */
  readonly weightDecay?: number
}

/**
 * AdamW: Adam with decoupled weight decay, which is added to the direction of Adam instead of to the gradient.
 *
 *     p ← p − η (d + λ p)        d the direction of Adam
 *
 * It decays all parameters. To decay only some, compose it by hand:
 * `pipe(adam(0.001), followedBy(forParameters(/weight$/, weightDecay(0.01))))`.
 *
 * Loshchilov and Hutter, 2019, Decoupled Weight Decay Regularization. Agrees with PyTorch's AdamW.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @param settings defaults: `weightDecay` 0.01, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8
 * @throws RangeError if a hyperparameter is out of range, or the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), adamw(0.001, { weightDecay: 0.1 }))
 */
export const adamw = (
  learningRate: number | Schedule,
  { weightDecay = 0.01, ...settings }: AdamwSettings = {}
): Optimizer => followedBy(decayWeights(weightDecay))(adam(learningRate, settings))

/**
 * Adam with weight decay that is decoupled: it follows the division by the root, instead of going through it.
 *
 *     p ← p − η (d + λ p)        d the direction of Adam
 *
 * For a decay of chosen parameters: `pipe(adam(0.001), followedBy(forParameters(/weight$/, weightDecay(0.01))))`.
 *
 * Loshchilov and Hutter, 2019, Decoupled Weight Decay Regularization. Agrees with PyTorch's AdamW.
 */
import { followedBy, type Optimizer } from '../Optimizer.js'
import { type Schedule } from '../Schedule.js'
import { adam, type AdamSettings } from './adam.js'
import { weightDecay as decayWeights } from './weightDecay.js'

export interface AdamwSettings extends AdamSettings {
  /** λ */
  readonly weightDecay?: number
}

export const adamw = (
  learningRate: number | Schedule,
  { weightDecay = 0.01, ...settings }: AdamwSettings = {}
): Optimizer => followedBy(decayWeights(weightDecay))(adam(learningRate, settings))

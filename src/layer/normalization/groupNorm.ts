import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Layer } from '../Layer.js'
import { type GroupNorm, grouped } from './grouped.js'

/**
 * Group normalization: standardizes groups of channels of every example, then applies a gain and a bias to each channel.
 *
 *     forward    y  = z ⊙ g + b                      z = (x − mean x) / σ      σ = √(variance of x + ε)
 *     backward   dg = Σ dy ⊙ z    db = Σ dy          over the batch and all places
 *                dx = (dz − mean dz − z ⊙ mean(dz ⊙ z)) / σ                      dz = dy ⊙ g
 *
 * Means and variances are over the channels of a group and all their places, for each example alone: unlike `batchNorm`, the layer
 * behaves the same in training and prediction. Backward is a function of z and σ, so these two are the cache.
 *
 * Source: Wu and He, 2018, Group Normalization.
 *
 * @param channels number of channels of an image, or of features of a row
 * @param groups number of groups, which divides the number of channels
 * @param epsilon ε, added to the variance. Default: 1e-5.
 * @throws RangeError if a number is not a positive integer, or ε is not a finite number above 0
 * @throws ShapeError if the number of channels is not a multiple of the number of groups
 * @example pipe(convolution([1, 28, 28], 3, 8), andThen(groupNorm(8, 4)), andThen(relu()))
 */
export const groupNorm = <const C extends number, R extends Shape = readonly []>(
  channels: C,
  groups: number,
  epsilon = 1e-5
): Layer<GroupNorm<C>, Batched<readonly [C, ...R]>, Batched<readonly [C, ...R]>> =>
  grouped<C, R>({ kind: 'groupNorm', configuration: { channels, groups, epsilon } }, channels, groups, epsilon)

import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Layer } from '../Layer.js'
import { type GroupNorm, grouped } from './grouped.js'

/**
 * Instance normalization: standardizes every channel of every example, then applies a gain and a bias to it. The group
 * normalization whose groups are single channels.
 *
 *     forward    y  = z ⊙ g + b                      z = (x − mean x) / σ      σ = √(variance of x + ε)
 *     backward   dg = Σ dy ⊙ z    db = Σ dy          over the batch and all places
 *                dx = (dz − mean dz − z ⊙ mean(dz ⊙ z)) / σ                      dz = dy ⊙ g
 *
 * Means and variances are over the places of a channel. Backward is a function of z and σ, so these two are the cache.
 *
 * Source: Ulyanov, Vedaldi and Lempitsky, 2016, Instance Normalization: The Missing Ingredient for Fast Stylization.
 *
 * @param channels number of channels of an image
 * @param epsilon ε, added to the variance. Default: 1e-5.
 * @throws RangeError if the number of channels is not a positive integer, or ε is not a finite number above 0
 * @example pipe(convolution([1, 28, 28], 3, 8), andThen(instanceNorm(8)), andThen(relu()))
 */
export const instanceNorm = <const C extends number, R extends Shape = readonly []>(
  channels: C,
  epsilon = 1e-5
): Layer<GroupNorm<C>, Batched<readonly [C, ...R]>, Batched<readonly [C, ...R]>> =>
  grouped<C, R>({ kind: 'instanceNorm', configuration: { channels, epsilon } }, channels, channels, epsilon)

import { none } from 'fp-ts/lib/Option.js'
import { add, multiply, reshape, scale, sumOfFeatures } from '../../algebra/Algebra.js'
import { both } from '../../tensor/Random.js'
import { aboveZero } from '../../tensor/range.js'
import { channelsShape, elementCount, positiveInteger, type Shape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe, type Description, showDescription } from '../Description.js'
import { constant, zeros } from '../Initializer.js'
import { type Layer, layer } from '../Layer.js'
import { requireGroups } from '../requireGroups.js'
import { everywhere, inPlaces, type Places, sumPerChannel } from './places.js'
import { type Standardized, standardize, standardizeGradient } from './standardize.js'

/** Parameters of `groupNorm` and `instanceNorm`: a gain and a bias, each of shape [channels]. */
export type GroupNorm<C extends number> = readonly [gain: Tensor<readonly [C]>, bias: Tensor<readonly [C]>]

/** The numbers of every group of channels, which have one mean: [batch, groups, numbers]. */
type Groups = readonly [batch: number, groups: number, numbers: number]

const mean = (x: Tensor<Groups>): Tensor<Groups> => scale(1 / x.shape[2], sumOfFeatures(x))

/** The normalization of groups of channels, with a description that names the layer. */
const grouped = <C extends number, R extends Shape>(
  { kind, configuration }: Pick<Description, 'kind' | 'configuration'>,
  channels: C,
  groups: number,
  epsilon: number
): Layer<GroupNorm<C>, Batched<readonly [C, ...R]>, Batched<readonly [C, ...R]>> => {
  positiveInteger(`${kind}: channels`, channels)
  aboveZero(`${kind}: epsilon`, epsilon)
  requireGroups(kind, groups, { channels })
  const description = describe(kind, configuration, [
    { name: 'gain', shape: [channels] },
    { name: 'bias', shape: [channels] }
  ])
  type Examples = Batched<readonly [C, ...R]>
  const inGroups = (x: Tensor<Places<C>>): Tensor<Groups> =>
    reshape<Groups>([x.shape[0], groups, elementCount(x.shape.slice(1)) / groups], x)
  return layer<GroupNorm<C>, Examples, Examples, Standardized<Groups>>({
    description,
    inputShape: none,
    outputShape: channelsShape(showDescription(description), channels),
    init: both(constant(1)<readonly [C]>([channels]), zeros<readonly [C]>([channels])),
    forward: ([gain, bias], input) => {
      const x = inPlaces(channels, input)
      const standardized = standardize(mean, epsilon, inGroups(x))
      const z = reshape(x.shape, standardized.z)
      const output = add(multiply(z, everywhere(x.shape, gain)), everywhere(x.shape, bias))
      return [reshape(input.shape, output), standardized]
    },
    backward: ([gain], standardized, outputGradient) => {
      const dy = inPlaces(channels, outputGradient)
      const z = reshape(dy.shape, standardized.z)
      const dz = inGroups(multiply(dy, everywhere(dy.shape, gain)))
      return [
        [sumPerChannel(channels, multiply(dy, z)), sumPerChannel(channels, dy)],
        reshape(outputGradient.shape, standardizeGradient(mean, standardized, dz))
      ]
    }
  })
}

/**
 * Group normalization: standardizes groups of channels of every example, then applies a gain and a bias to each channel.
 *
 *     forward    y  = z g + b                        z = (x − mean x) / σ      σ = √(variance of x + ε)
 *     backward   dg = Σ dy z      db = Σ dy          over the batch and all places
 *                dx = (dz − mean dz − z mean(dz z)) / σ                        dz = dy g
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

/**
 * Instance normalization: standardizes every channel of every example, then applies a gain and a bias to it. The group
 * normalization whose groups are single channels.
 *
 *     forward    y  = z g + b                        z = (x − mean x) / σ      σ = √(variance of x + ε)
 *     backward   dg = Σ dy z      db = Σ dy          over the batch and all places
 *                dx = (dz − mean dz − z mean(dz z)) / σ                        dz = dy g
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

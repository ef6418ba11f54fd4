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
export const grouped = <C extends number, R extends Shape>(
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

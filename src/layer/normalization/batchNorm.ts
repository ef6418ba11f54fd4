import { none, some } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import {
  add,
  broadcast,
  divide,
  multiply,
  perExample,
  reshape,
  scale,
  subtract,
  sumOfFeatures,
  sumOverBatch
} from '../../algebra/Algebra.js'
import { both } from '../../tensor/Random.js'
import { aboveZero, atLeastZero, finite } from '../../tensor/range.js'
import { channelsShape, positiveInteger, type Shape } from '../../tensor/Shape.js'
import { type Batched, fromArray, type Tensor } from '../../tensor/Tensor.js'
import { describe, showDescription } from '../Description.js'
import { constant, zeros } from '../Initializer.js'
import { type Layer, layer, type Passes } from '../Layer.js'
import { everywhere, inPlaces, type Places, sumPerChannel } from './places.js'
import { type Population, populationOf } from './population.js'
import { type Standardized, standardize, standardizeGradient } from './standardize.js'

/** Parameters of `batchNorm`: a gain and a bias, each of shape [channels]. */
export type BatchNorm<C extends number> = readonly [gain: Tensor<readonly [C]>, bias: Tensor<readonly [C]>]

/**
 * Standardized numbers and the source of their statistics. Statistics of the batch depend on the input, those of the population
 * do not.
 */
type NormalisedCache<C extends number> = Standardized<Places<C>> & { readonly statistics: 'batch' | 'population' }

/**
 * Batch normalization: standardizes every feature of a row, or every channel of an image, then applies a gain and a bias.
 *
 *     training     y  = z ⊙ g + b                    z  = (x − mean x) / σ      σ = √(variance x + ε)
 *                  dx = (dz − mean dz − z ⊙ mean(dz ⊙ z)) / σ
 *     prediction   y  = z ⊙ g + b                    z  = (x − μ) / σ           σ = √(variance of the population + ε)
 *                  dx = dz / σ
 *     both         dg = Σ dy ⊙ z    db = Σ dy        dz = dy ⊙ g
 *
 * Examples have the shape [channels] or [channels, ...pixels]. Means, variances and sums are over the batch and over all pixels
 * of a channel. μ is the mean of the population. The layer keeps no running average: after training, call
 * `calibrate(network, params, batches)`, which computes μ and the variance of the population. Without them the layer cannot
 * predict.
 *
 * Backward is a function of z and σ. The formula of dx depends on whether these come from the batch or the population, so the
 * cache holds z, σ and the source of the statistics. The layer computes on examples of shape [channels, pixels].
 *
 * Source: Ioffe and Szegedy, 2015, Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate
 * Shift.
 *
 * @param channels number of features of a row, or of channels of an image
 * @param epsilon ε, added to the variance. Default: 1e-5.
 * @param population mean and variance of every channel of the population. Default: unknown until `calibrate`.
 * @throws RangeError if the number of channels is not a positive integer, or ε is not a finite number above 0
 * @throws RangeError if a mean is not finite, or a variance is not a finite number of at least 0
 * @throws ShapeError if the population has another number of channels
 * @throws Error from `forward`, if the statistics of the population are unknown
 * @example pipe(dense(2, 8), andThen(batchNorm(8)), andThen(relu()))
 */
export const batchNorm = <const C extends number, R extends Shape = readonly []>(
  channels: C,
  epsilon = 1e-5,
  population?: Population
): Layer<BatchNorm<C>, Batched<readonly [C, ...R]>, Batched<readonly [C, ...R]>> => {
  positiveInteger('batchNorm: channels', channels)
  aboveZero('batchNorm: epsilon', epsilon)
  const settings = { channels, epsilon }
  const name = showDescription(describe('batchNorm', settings))
  type Examples = Batched<readonly [C, ...R]>
  type Forward = Passes<BatchNorm<C>, Examples, Examples, NormalisedCache<C>>['forward']

  const normalising =
    (
      statistics: NormalisedCache<C>['statistics'],
      standardized: (x: Tensor<Places<C>>) => Standardized<Places<C>>
    ): Forward =>
    ([gain, bias], input) => {
      const { z, deviation } = standardized(inPlaces(channels, input))
      const output = add(multiply(z, everywhere(z.shape, gain)), everywhere(z.shape, bias))
      return [reshape(input.shape, output), { z, deviation, statistics }]
    }

  return layer<BatchNorm<C>, Examples, Examples, NormalisedCache<C>>({
    description: describe('batchNorm', { ...settings, ...population }, [
      { name: 'gain', shape: [channels] },
      { name: 'bias', shape: [channels] }
    ]),
    inputShape: none,
    outputShape: channelsShape(name, channels),
    init: both(constant(1)<readonly [C]>([channels]), zeros<readonly [C]>([channels])),
    forward: normalising(
      'population',
      population === undefined ? refuse(name) : byPopulation(channels, epsilon, population)
    ),
    backward: ([gain], { z, deviation, statistics }, outputGradient) => {
      const dy = inPlaces(channels, outputGradient)
      const dz = multiply(dy, everywhere(dy.shape, gain))
      const dx = statistics === 'batch' ? standardizeGradient(batchMean, { z, deviation }, dz) : divide(dz, deviation)
      return [
        [sumPerChannel(channels, multiply(dy, z)), sumPerChannel(channels, dy)],
        reshape(outputGradient.shape, dx)
      ]
    },
    training: {
      noiseCount: 0,
      noise: () => of([]),
      forward: () => normalising('batch', x => standardize(batchMean, epsilon, x)),
      calibrate: some((_, batches) =>
        batchNorm<C, R>(
          channels,
          epsilon,
          populationOf(
            channels,
            batches.map(batch => inPlaces(channels, batch))
          )
        )
      )
    }
  })
}

/** For every number the mean over the batch and all places of the same channel. */
const batchMean = <C extends number>(x: Tensor<Places<C>>): Tensor<Places<C>> =>
  broadcast(x.shape, scale(1 / x.shape[2], sumOfFeatures(perExample(sumOverBatch(x), x))))

const byPopulation = <C extends number>(channels: C, epsilon: number, { mean, variance }: Population) => {
  mean.forEach(number => finite('batchNorm: a mean', number))
  const centre = fromArray([channels], mean)
  const deviations = variance.map(number => Math.sqrt(atLeastZero('batchNorm: a variance', number) + epsilon))
  const spread = fromArray([channels], deviations)
  return (x: Tensor<Places<C>>): Standardized<Places<C>> => {
    const deviation = everywhere(x.shape, spread)
    return { z: divide(subtract(x, everywhere(x.shape, centre)), deviation), deviation }
  }
}

const refuse = (name: string) => (): never => {
  throw new Error(
    `${name} needs the statistics of the population to predict: call calibrate(network, params, batches) after training`
  )
}

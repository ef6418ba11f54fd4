/**
 * Standardizes every feature of a row, or every channel of an image, then gives it a gain and a bias (Ioffe and Szegedy, 2015).
 *
 *     learning     y  = z g + b                      z  = (x − mean x) / σ      σ = √(variance of x + ε)
 *                  dx = (dz − mean dz − z mean(dz z)) / σ
 *     predicting   y  = z g + b                      z  = (x − μ) / σ           σ = √(variance of the population + ε)
 *                  dx = dz / σ
 *     both         dg = Σ dy z      db = Σ dy        dz = dy g
 *
 * Means and sums are over the batch and over all places of a channel. μ and the variance of the population come after
 * training, from `training.calibrate(params, batches)`; before that there is nothing to predict with.
 * The cache is z and σ. Inside, examples have the shape [channels, places].
 */
import { none } from 'fp-ts/lib/Option.js'
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
import { asItLearns, describe, showDescription } from '../Description.js'
import { constant, zeros } from '../Initializer.js'
import { type Layer, layer, type Passes } from '../Layer.js'
import { both } from '../../tensor/Random.js'
import { aboveZero, atLeastZero, finite } from '../../tensor/range.js'
import { channelsShape, positiveInteger, type Shape } from '../../tensor/Shape.js'
import { type Batched, fromArray, type Tensor } from '../../tensor/Tensor.js'
import { everywhere, inPlaces, type Places, sumPerChannel } from './places.js'
import { type Population, populationOf } from './population.js'
import { type Standardized, standardize, standardizeGradient } from './standardize.js'

export type BatchNorm<C extends number> = readonly [gain: Tensor<readonly [C]>, bias: Tensor<readonly [C]>]

/**
 * @throws RangeError if the number of channels is not a positive integer, ε is not above 0, a mean is not finite or a variance is
 * below 0, ShapeError if the population has another number of channels
 */
export const batchNorm = <const C extends number, R extends Shape = readonly []>(
  channels: C,
  epsilon = 1e-5,
  population?: Population
): Layer<BatchNorm<C>, Batched<readonly [C, ...R]>, Batched<readonly [C, ...R]>> => {
  positiveInteger('batchNorm: channels', channels)
  aboveZero('batchNorm: epsilon', epsilon)
  const settings = { channels, epsilon }
  const description = describe('batchNorm', { ...settings, ...population }, [
    { name: 'gain', shape: [channels] },
    { name: 'bias', shape: [channels] }
  ])
  const name = showDescription(describe('batchNorm', settings))
  type Examples = Batched<readonly [C, ...R]>
  const common = {
    description,
    inputShape: none,
    outputShape: channelsShape(name, channels),
    init: both(constant(1)<readonly [C]>([channels]), zeros<readonly [C]>([channels]))
  }
  const learning = layer({
    ...common,
    description: asItLearns(description),
    ...passes<C, R>(channels, ofTheBatch(epsilon))
  })
  return layer<BatchNorm<C>, Examples, Examples, Standardized<Places<C>>>({
    ...common,
    ...passes<C, R>(
      channels,
      population === undefined ? refusing(name) : ofThePopulation(channels, epsilon, population)
    ),
    training: {
      noiseCount: 0,
      noise: () => of([]),
      layer: () => learning,
      calibrate: (_, batches) =>
        batchNorm<C, R>(
          channels,
          epsilon,
          populationOf(
            channels,
            batches.map(batch => inPlaces(channels, batch))
          )
        )
    }
  })
}

/** How x becomes z, and how dz becomes dx. */
interface Normalisation<C extends number> {
  readonly forward: (x: Tensor<Places<C>>) => Standardized<Places<C>>
  readonly backward: (standardized: Standardized<Places<C>>, zGradient: Tensor<Places<C>>) => Tensor<Places<C>>
}

const ofTheBatch = <C extends number>(epsilon: number): Normalisation<C> => {
  const mean = (x: Tensor<Places<C>>): Tensor<Places<C>> =>
    broadcast(x.shape, scale(1 / x.shape[2], sumOfFeatures(perExample(sumOverBatch(x), x))))
  return {
    forward: x => standardize(mean, epsilon, x),
    backward: (standardized, zGradient) => standardizeGradient(mean, standardized, zGradient)
  }
}

const ofThePopulation = <C extends number>(
  channels: C,
  epsilon: number,
  { mean, variance }: Population
): Normalisation<C> => {
  mean.forEach(number => finite('batchNorm: a mean', number))
  const centre = fromArray([channels], mean)
  const deviations = variance.map(number => Math.sqrt(atLeastZero('batchNorm: a variance', number) + epsilon))
  const spread = fromArray([channels], deviations)
  return {
    forward: x => {
      const deviation = everywhere(x.shape, spread)
      return { z: divide(subtract(x, everywhere(x.shape, centre)), deviation), deviation }
    },
    backward: ({ deviation }, zGradient) => divide(zGradient, deviation)
  }
}

const refusing = <C extends number>(name: string): Normalisation<C> => {
  const refuse = (): never => {
    throw new Error(`${name} cannot predict before training.calibrate gave it the statistics of the population`)
  }
  return { forward: refuse, backward: refuse }
}

const passes = <C extends number, R extends Shape>(
  channels: C,
  normalisation: Normalisation<C>
): Passes<BatchNorm<C>, Batched<readonly [C, ...R]>, Batched<readonly [C, ...R]>, Standardized<Places<C>>> => ({
  forward: ([gain, bias], input) => {
    const standardized = normalisation.forward(inPlaces(channels, input))
    const { z } = standardized
    return [reshape(input.shape, add(multiply(z, everywhere(z.shape, gain)), everywhere(z.shape, bias))), standardized]
  },
  backward: ([gain], standardized, outputGradient) => {
    const gradient = inPlaces(channels, outputGradient)
    const zGradient = multiply(gradient, everywhere(gradient.shape, gain))
    return [
      [sumPerChannel(channels, multiply(gradient, standardized.z)), sumPerChannel(channels, gradient)],
      reshape(outputGradient.shape, normalisation.backward(standardized, zGradient))
    ]
  }
})

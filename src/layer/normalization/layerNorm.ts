import { none } from 'fp-ts/lib/Option.js'
import { add, broadcast, multiply, scale, sumOfFeatures, sumOfRows } from '../../algebra/Algebra.js'
import { describe, showDescription } from '../Description.js'
import { constant, zeros } from '../Initializer.js'
import { type Layer, layer } from '../Layer.js'
import { both } from '../../tensor/Random.js'
import { aboveZero } from '../../tensor/range.js'
import { positiveInteger, rowsShape, type Shape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { type Standardized, standardize, standardizeGradient } from './standardize.js'

/** Parameters of `layerNorm`: a gain and a bias, each of shape [features]. */
export type LayerNorm<F extends number> = readonly [gain: Tensor<readonly [F]>, bias: Tensor<readonly [F]>]

/**
 * Layer normalization: standardizes the features of every row, then applies a gain and a bias to each feature.
 *
 *     forward    y  = z ⊙ g + b                     z = (x − mean x) / σ      σ = √(variance x + ε)
 *     backward   dg = Σ over all rows of dy ⊙ z      db = Σ over all rows of dy
 *                dx = (dz − mean dz − z ⊙ mean(dz ⊙ z)) / σ                    dz = dy ⊙ g
 *
 * Means and variances are over the last axis. Backward is a function of z and σ, so these two are the cache.
 *
 * Source: Ba, Kiros and Hinton, 2016, Layer Normalization.
 *
 * @param features length of the last axis
 * @param epsilon ε, added to the variance. Default: 1e-5.
 * @throws RangeError if the number of features is not a positive integer, or ε is not a finite number above 0
 * @example pipe(dense(2, 8), andThen(layerNorm(8)), andThen(relu()))
 */
export const layerNorm = <const F extends number, L extends Shape = readonly []>(
  features: F,
  epsilon = 1e-5
): Layer<LayerNorm<F>, Batched<readonly [...L, F]>, Batched<readonly [...L, F]>> => {
  positiveInteger('layerNorm: features', features)
  aboveZero('layerNorm: epsilon', epsilon)
  const description = describe('layerNorm', { features, epsilon }, [
    { name: 'gain', shape: [features] },
    { name: 'bias', shape: [features] }
  ])
  const mean = <S extends Shape>(x: Tensor<S>): Tensor<S> => scale(1 / features, sumOfFeatures(x))
  type Rows = Batched<readonly [...L, F]>
  return layer<LayerNorm<F>, Rows, Rows, Standardized<Rows['shape']>>({
    description,
    inputShape: none,
    outputShape: rowsShape(showDescription(description), features),
    stepwise: 'alone',
    init: both(constant(1)<readonly [F]>([features]), zeros<readonly [F]>([features])),
    forward: ([gain, bias], input) => {
      const standardized = standardize(mean, epsilon, input)
      const { shape } = input
      return [add(multiply(standardized.z, broadcast(shape, gain)), broadcast(shape, bias)), standardized]
    },
    backward: ([gain], standardized, outputGradient) => [
      [sumOfRows(features, multiply(outputGradient, standardized.z)), sumOfRows(features, outputGradient)],
      standardizeGradient(mean, standardized, multiply(outputGradient, broadcast(outputGradient.shape, gain)))
    ]
  })
}

import { none } from 'fp-ts/lib/Option.js'
import { map } from 'fp-ts/lib/State.js'
import {
  add,
  broadcast,
  divide,
  multiply,
  scale,
  sqrt,
  square,
  subtract,
  sumOfFeatures,
  sumOfRows
} from '../../algebra/Algebra.js'
import { describe, showDescription } from '../Description.js'
import { constant } from '../Initializer.js'
import { type Layer, layer } from '../Layer.js'
import { aboveZero } from '../../tensor/range.js'
import { positiveInteger, rowsShape, type Shape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'

/** Parameters of `rmsNorm`: a gain of shape [features]. */
export type RmsNorm<F extends number> = readonly [gain: Tensor<readonly [F]>]

/**
 * Root mean square normalization (RMSNorm): divides the features of every row by their root mean square, then applies a gain to
 * each feature.
 *
 *     forward    y  = z ⊙ g                         z = x / r       r = √(mean x² + ε)
 *     backward   dg = Σ over all rows of dy ⊙ z
 *                dx = (dz − z ⊙ mean(dz ⊙ z)) / r    dz = dy ⊙ g
 *
 * Means are over the last axis. Backward is a function of z and r, so these two are the cache.
 *
 * Source: Zhang and Sennrich, 2019, Root Mean Square Layer Normalization.
 *
 * @param features length of the last axis
 * @param epsilon ε, added to the mean square. Default: 1e-5.
 * @throws RangeError if the number of features is not a positive integer, or ε is not a finite number above 0
 * @example pipe(dense(2, 8), andThen(rmsNorm(8)), andThen(relu()))
 */
export const rmsNorm = <const F extends number, L extends Shape = readonly []>(
  features: F,
  epsilon = 1e-5
): Layer<RmsNorm<F>, Batched<readonly [...L, F]>, Batched<readonly [...L, F]>> => {
  positiveInteger('rmsNorm: features', features)
  aboveZero('rmsNorm: epsilon', epsilon)
  const description = describe('rmsNorm', { features, epsilon }, [{ name: 'gain', shape: [features] }])
  const mean = <S extends Shape>(x: Tensor<S>): Tensor<S> => scale(1 / features, sumOfFeatures(x))
  type Rows = Batched<readonly [...L, F]>
  return layer<RmsNorm<F>, Rows, Rows, readonly [z: Rows, root: Rows]>({
    description,
    inputShape: none,
    outputShape: rowsShape(showDescription(description), features),
    stepwise: 'alone',
    init: map((gain: Tensor<readonly [F]>): RmsNorm<F> => [gain])(constant(1)<readonly [F]>([features])),
    forward: ([gain], input) => {
      const root = sqrt(add(mean(square(input)), epsilon))
      const z = divide(input, root)
      return [multiply(z, broadcast(input.shape, gain)), [z, root]]
    },
    backward: ([gain], [z, root], outputGradient) => {
      const zGradient = multiply(outputGradient, broadcast(outputGradient.shape, gain))
      const along = multiply(z, mean(multiply(zGradient, z)))
      return [[sumOfRows(features, multiply(outputGradient, z))], divide(subtract(zGradient, along), root)]
    }
  })
}

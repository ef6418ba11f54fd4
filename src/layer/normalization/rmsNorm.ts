/**
 * Divides the features of every row by their root mean square, then gives each feature a gain (Zhang and Sennrich, 2019).
 *
 *     forward    y  = z g                            z = x / r       r = √(mean x² + ε)
 *     backward   dg = Σ dy z                         over all rows
 *                dx = (dz − z mean(dz z)) / r        dz = dy g
 *
 * Means are over the features of a row. The cache is z and r, which dx is made of.
 */
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

export type RmsNorm<F extends number> = readonly [gain: Tensor<readonly [F]>]

/** @throws RangeError if the number of features is not a positive integer, or ε is not above 0 */
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

/**
 * Takes off the mean and divides by the standard deviation, whatever the mean is over: what normalisations have in common.
 *
 *     forward    z  = (x − mean x) / σ               σ = √(mean (x − mean x)² + ε)
 *     backward   dx = (dz − mean dz − z mean(dz z)) / σ
 *
 * The mean and the deviation depend on every x, which gives the two last terms. The cache is z and σ.
 */
import { add, divide, multiply, sqrt, square, subtract } from '../../algebra/Algebra.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Tensor } from '../../tensor/Tensor.js'

/** For every number the mean of those that it is standardized with. */
export type Mean<S extends Shape> = (x: Tensor<S>) => Tensor<S>

export type Standardized<S extends Shape> = {
  readonly z: Tensor<S>
  readonly deviation: Tensor<S>
}

export const standardize = <S extends Shape>(mean: Mean<S>, epsilon: number, x: Tensor<S>): Standardized<S> => {
  const centred = subtract(x, mean(x))
  const deviation = sqrt(add(mean(square(centred)), epsilon))
  return { z: divide(centred, deviation), deviation }
}

export const standardizeGradient = <S extends Shape>(
  mean: Mean<S>,
  { z, deviation }: Standardized<S>,
  zGradient: Tensor<S>
): Tensor<S> =>
  divide(subtract(subtract(zGradient, mean(zGradient)), multiply(z, mean(multiply(zGradient, z)))), deviation)

import { add, divide, multiply, sqrt, square, subtract } from '../../algebra/Algebra.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Tensor } from '../../tensor/Tensor.js'

/** Computes for every number the mean of the group of numbers that it is standardized with. */
export type Mean<S extends Shape> = (x: Tensor<S>) => Tensor<S>

/** The cache of standardization: z and σ. */
export type Standardized<S extends Shape> = {
  readonly z: Tensor<S>
  readonly deviation: Tensor<S>
}

/**
 * Subtracts the mean and divides by the standard deviation.
 *
 *     z  = (x − mean x) / σ               σ = √(mean (x − mean x)² + ε)
 */
export const standardize = <S extends Shape>(mean: Mean<S>, epsilon: number, x: Tensor<S>): Standardized<S> => {
  const centred = subtract(x, mean(x))
  const deviation = sqrt(add(mean(square(centred)), epsilon))
  return { z: divide(centred, deviation), deviation }
}

/**
 * The gradient of `standardize`.
 *
 *     dx = (dz − mean dz − z mean(dz z)) / σ
 *
 * The mean and the deviation depend on every x, hence the last two terms.
 */
export const standardizeGradient = <S extends Shape>(
  mean: Mean<S>,
  { z, deviation }: Standardized<S>,
  zGradient: Tensor<S>
): Tensor<S> =>
  divide(subtract(subtract(zGradient, mean(zGradient)), multiply(z, mean(multiply(zGradient, z)))), deviation)

import { add, erf, exp, multiply, scale, square } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Gaussian error linear unit (GELU), exact: multiplies every element by the probability that a standard normal variable is
 * smaller. `geluTanh` is the approximation.
 *
 *     forward    y  = x ⊙ p                     p  = Φ(x) = (1 + erf(x / √2)) / 2
 *     backward   dx = dy ⊙ (p + x ⊙ p′)         p′ = Φ′(x) = exp(−x² / 2) / √(2 π)
 *
 * The cache holds x and Φ(x), so that the error function is computed once.
 *
 * Source: Hendrycks and Gimpel, 2016, Gaussian Error Linear Units.
 *
 * First in a pipe, state the shape: `gelu<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(gelu()))
 */
export const gelu = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('gelu'),
    input => {
      const below = scale(0.5, add(1, erf(scale(Math.SQRT1_2, input))))
      return [multiply(input, below), { input, below }]
    },
    ({ input, below }) => add(below, multiply(input, density(input)))
  )

/** Of the standard normal distribution. */
const density = <S extends Shape>(x: Tensor<S>): Tensor<S> =>
  scale(1 / Math.sqrt(2 * Math.PI), exp(scale(-0.5, square(x))))

import { equal, multiply, divide, sumOfFeatures } from '../algebra/Algebra.js'
import { type Shape } from '../tensor/Shape.js'
import { type Tensor } from '../tensor/Tensor.js'

/**
 * The gradient of the maximum along the last axis. Equal maxima share the gradient equally: a convex combination of the gradients
 * nearby, none of which is preferred.
 *
 * @param largest the maximum, repeated to the shape of x
 * @param outputGradient its gradient, repeated to the shape of x
 */
export const maximumGradient = <S extends Shape>(
  x: Tensor<S>,
  largest: Tensor<S>,
  outputGradient: Tensor<S>
): Tensor<S> => {
  const winners = equal(x, largest)
  return divide(multiply(outputGradient, winners), sumOfFeatures(winners))
}

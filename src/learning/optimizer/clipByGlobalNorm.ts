import { add, divide, minimum, scale, sqrt, square, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Transformation, transformation } from '../Optimizer.js'
import { aboveZero } from '../../tensor/range.js'
import { type Scalar } from '../../tensor/Tensor.js'
import { mapValues, type Params } from '../../algebra/Value.js'

/**
 * Clips the gradient by its norm: scales the gradients of all parameters together to a maximum length, and keeps their
 * direction.
 *
 *     n = √Σ g²        g ← min(1, limit / n) g
 *
 * Pascanu, Mikolov and Bengio, 2013, On the difficulty of training recurrent neural networks. PyTorch's clip_grad_norm_ adds
 * 1e-6 to n to avoid a division by zero. Here that is not needed, because min(1, limit / 0) = 1.
 *
 * @param limit maximum norm of the gradient of the whole network
 * @throws RangeError if the limit is not above 0
 * @example pipe(adam(0.001), precededBy(clipByGlobalNorm(1)))
 */
export const clipByGlobalNorm = (limit: number): Transformation => {
  aboveZero('clipByGlobalNorm: the limit', limit)
  return transformation(describe('clipByGlobalNorm', { limit }), (_, gradient) => {
    const [first, ...others] = gradient.map(sumOfSquares)
    if (first === undefined) return gradient
    const factor = minimum(1, divide(limit, sqrt(others.reduce(add, first))))
    return mapValues(g => scale(factor, g))(gradient)
  })
}

const sumOfSquares = (g: Params[number]): Scalar => sumOfAll(square(g))

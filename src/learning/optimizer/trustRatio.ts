import { divide, maximum, scale, sqrt, square, sumOfAll, where } from '../../algebra/Algebra.js'
import { zipValues } from '../../algebra/Value.js'
import { describe } from '../../layer/Description.js'
import { type Scalar, type AnyTensor } from '../../tensor/Tensor.js'
import { type Transformation, transformation } from '../Optimizer.js'

const norm = (x: AnyTensor): Scalar => sqrt(sumOfAll(square(x)))

/**
 * Scales the direction of each parameter tensor to the length of the tensor itself, so all layers change at the same relative rate.
 *
 *     g ← |p| / |g| · g        unchanged where |p| or |g| is 0
 *
 * `lamb` is Adam followed by weight decay and this ratio. You, Gitman and Ginsburg, 2017, Large Batch Training of Convolutional
 * Networks. Agrees with Optax's scale_by_trust_ratio.
 *
 * @example pipe(momentum(0.01), precededBy(trustRatio())) // LARS
 */
export const trustRatio = (): Transformation =>
  transformation(
    describe('trustRatio'),
    zipValues((p, g) => {
      const [ofParameter, ofGradient] = [norm(p), norm(g)]
      // The quotient is not used where a norm is 0; the maximum only keeps it finite.
      const ratio = divide(ofParameter, maximum(ofGradient, Number.MIN_VALUE))
      return scale(where(ofParameter, where(ofGradient, ratio, 1), 1), g)
    })
  )

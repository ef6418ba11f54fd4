import { scale, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { finite } from '../../tensor/range.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Leaky ReLU: keeps positive elements and multiplies negative elements by a small slope, so that no unit loses its gradient.
 *
 *     forward    y  = x where x > 0, else s x          s the slope
 *     backward   dx = dy where x > 0, else s dy
 *
 * The derivative needs the sign of the input, so the input is the cache. The derivative at 0 is defined as s.
 *
 * Source: Maas, Hannun and Ng, 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models.
 *
 * First in a pipe, state the shape: `leakyRelu<readonly [2]>()`.
 *
 * @param slope slope for negative elements. Default: 0.01.
 * @throws RangeError if the slope is not finite
 * @example pipe(dense(2, 8), andThen(leakyRelu(0.2)))
 */
export const leakyRelu = <S extends Shape>(slope = 0.01): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('leakyRelu', { slope: finite('leakyRelu: the slope', slope) }),
    input => [where(input, input, scale(slope, input)), input],
    input => where(input, 1, slope)
  )

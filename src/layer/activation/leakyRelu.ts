/**
 * The positive part of every element, and a little of the negative part, so that no unit is ever without a gradient
 * (Maas, Hannun and Ng, 2013).
 *
 *     forward    y  = x where x > 0, else s x          s the slope
 *     backward   dx = dy where x > 0, else s dy
 *
 * The derivative needs the sign of the input, so the cache is the input. At 0 the derivative is taken to be s.
 */
import { scale, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { finite } from '../../tensor/range.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/** @throws RangeError where the slope is not finite */
export const leakyRelu = <S extends Shape>(slope = 0.01): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('leakyRelu', { slope: finite('leakyRelu: the slope', slope) }),
    input => [where(input, input, scale(slope, input)), input],
    input => where(input, 1, slope)
  )

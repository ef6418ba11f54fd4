/**
 * Negative elements bend towards −α: the exponential linear unit (Clevert, Unterthiner and Hochreiter, 2015).
 *
 *     forward    y  = max(x, 0) + α (exp(min(x, 0)) − 1)
 *     backward   dx = dy where y > 0, else dy (y + α)        for α exp x = y + α
 *
 * The derivative is a function of the output, so the cache is the output. At 0 it is taken to be α.
 */
import { add, expm1, maximum, minimum, scale, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { aboveZero } from '../../tensor/range.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/** @throws RangeError where α is not above 0 */
export const elu = <S extends Shape>(alpha = 1): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('elu', { alpha: aboveZero('elu: alpha', alpha) }),
    input => {
      const output = add(maximum(input, 0), scale(alpha, expm1(minimum(input, 0))))
      return [output, output]
    },
    output => where(output, 1, add(output, alpha))
  )

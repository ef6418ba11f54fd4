import { add, expm1, maximum, minimum, scale, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { aboveZero } from '../../tensor/range.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Exponential linear unit (ELU): keeps positive elements and bends negative elements towards −α.
 *
 *     forward    y  = max(x, 0) + α (exp(min(x, 0)) − 1)
 *     backward   dx = dy where y > 0, else dy ⊙ (y + α)        because α exp x = y + α
 *
 * The derivative is a function of the output, so the output is the cache. The derivative at 0 is defined as α.
 *
 * Source: Clevert, Unterthiner and Hochreiter, 2015, Fast and Accurate Deep Network Learning by Exponential Linear Units.
 *
 * First in a pipe, state the shape: `elu<readonly [2]>()`.
 *
 * @param alpha α, the negative of the limit at −∞. Default: 1.
 * @throws RangeError if α is not a finite number above 0
 * @example pipe(dense(2, 8), andThen(elu()))
 */
export const elu = <S extends Shape>(alpha = 1): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('elu', { alpha: aboveZero('elu: alpha', alpha) }),
    input => {
      const output = add(maximum(input, 0), scale(alpha, expm1(minimum(input, 0))))
      return [output, output]
    },
    output => where(output, 1, add(output, alpha))
  )

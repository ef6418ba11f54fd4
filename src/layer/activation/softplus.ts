import { expm1, negate, softplus as softplusOf } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Softplus: a smooth version of `relu`.
 *
 *     forward    y  = log(1 + exp x)
 *     backward   dx = dy ⊙ s              s  = σ(x) = 1 / (1 + exp(−x)) = 1 − exp(−y)
 *
 * The derivative is a function of the output, so the output is the cache.
 *
 * Source: Dugas et al., 2001, Incorporating Second-Order Functional Knowledge for Better Option Pricing.
 *
 * First in a pipe, state the shape: `softplus<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(softplus()))
 */
export const softplus = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('softplus'),
    input => {
      const output = softplusOf(input)
      return [output, output]
    },
    output => negate(expm1(negate(output)))
  )

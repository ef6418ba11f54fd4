import { tanh as tanhOf } from '../../algebra/Algebra.js'
import { oneMinusSquare } from '../../algebra/fused.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Hyperbolic tangent of every element.
 *
 *     forward    y  = tanh x
 *     backward   dx = dy ⊙ (1 − y) ⊙ (1 + y)      because tanh′ x = 1 − tanh² x
 *
 * The derivative is a function of the output, so the output is the cache and tanh is computed once. The factor 1 − y² is
 * computed as (1 − y)(1 + y): near saturation the product keeps digits that the difference loses.
 *
 * First in a pipe, state the shape: `tanh<readonly [2]>()`.
 *
 * @example pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)))
 */
export const tanh = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('tanh'),
    input => {
      const output = tanhOf(input)
      return [output, output]
    },
    oneMinusSquare
  )

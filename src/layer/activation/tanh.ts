/**
 * The hyperbolic tangent of every element.
 *
 *     forward    y  = tanh x
 *     backward   dx = dy · (1 − y²)      for tanh′ x = 1 − tanh² x
 *
 * The derivative is a function of the output, so the cache is the output, and nothing is computed twice.
 * 1 − y² is (1 − y)(1 + y): the product keeps the digits that the difference of squares loses near saturation.
 */
import { add, multiply, subtract, tanh as tanhOf } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

export const tanh = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('tanh'),
    input => {
      const output = tanhOf(input)
      return [output, output]
    },
    output => multiply(subtract(1, output), add(1, output))
  )

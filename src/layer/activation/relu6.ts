/**
 * The positive part of every element, and at most 6, which few bits can hold (Krizhevsky, 2010).
 *
 *     forward    y  = min(max(x, 0), 6)
 *     backward   dx = dy where 0 < y < 6, else 0
 *
 * The output says where the input was between 0 and 6, so the cache is the output. At both the derivative is taken to be 0.
 */
import { maximum, minimum, multiply, subtract, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

export const relu6 = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('relu6'),
    input => {
      const output = minimum(maximum(input, 0), 6)
      return [output, output]
    },
    output => where(multiply(output, subtract(6, output)), 1, 0)
  )

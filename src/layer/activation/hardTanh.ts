/**
 * Every element, kept between −1 and 1: tanh in straight lines (Collobert, 2004).
 *
 *     forward    y  = min(max(x, −1), 1)
 *     backward   dx = dy where |y| < 1, else 0
 *
 * The output says where the input was kept, so the cache is the output. At ±1 the derivative is taken to be 0.
 */
import { abs, maximum, minimum, subtract, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

export const hardTanh = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('hardTanh'),
    input => {
      const output = minimum(maximum(input, -1), 1)
      return [output, output]
    },
    output => where(subtract(1, abs(output)), 1, 0)
  )

/**
 * The positive part of every element: the rectified linear unit (Nair and Hinton, 2010).
 *
 *     forward    y  = max(x, 0)
 *     backward   dx = dy where y > 0, else 0
 *
 * The output says where the input was positive, so the cache is the output. At 0 the derivative is taken to be 0.
 */
import { maximum, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

export const relu = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('relu'),
    input => {
      const output = maximum(input, 0)
      return [output, output]
    },
    output => where(output, 1, 0)
  )

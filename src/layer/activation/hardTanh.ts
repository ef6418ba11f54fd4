import { abs, maximum, minimum, subtract, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Hard tanh: clamps every element to [−1, 1], a piecewise linear approximation of tanh.
 *
 *     forward    y  = min(max(x, −1), 1)
 *     backward   dx = dy where |y| < 1, else 0
 *
 * The output shows which elements were clamped, so the output is the cache. The derivative at ±1 is defined as 0.
 *
 * Source: Collobert, 2004, Large Scale Machine Learning.
 *
 * First in a pipe, state the shape: `hardTanh<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(hardTanh()))
 */
export const hardTanh = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('hardTanh'),
    input => {
      const output = minimum(maximum(input, -1), 1)
      return [output, output]
    },
    output => where(subtract(1, abs(output)), 1, 0)
  )

import { maximum, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Rectified linear unit (ReLU): the positive part of every element.
 *
 *     forward    y  = max(x, 0)
 *     backward   dx = dy where y > 0, else 0
 *
 * The output shows where the input was positive, so the output is the cache. The derivative at 0 is defined as 0.
 *
 * Source: Nair and Hinton, 2010, Rectified Linear Units Improve Restricted Boltzmann Machines.
 *
 * First in a pipe, state the shape: `relu<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(relu()), andThen(dense(8, 1)))
 */
export const relu = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('relu'),
    input => {
      const output = maximum(input, 0)
      return [output, output]
    },
    output => where(output, 1, 0)
  )

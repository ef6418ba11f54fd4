import { maximum, minimum, multiply, subtract, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * ReLU6: clamps every element to [0, 6], a range that low-precision numbers can represent.
 *
 *     forward    y  = min(max(x, 0), 6)
 *     backward   dx = dy where y ⊙ (6 − y) > 0, else 0      which is where 0 < y < 6
 *
 * The output shows which elements were clamped, so the output is the cache. The derivative at 0 and at 6 is defined as 0.
 *
 * Source: Krizhevsky, 2010, Convolutional Deep Belief Networks on CIFAR-10.
 *
 * First in a pipe, state the shape: `relu6<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(relu6()))
 */
export const relu6 = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('relu6'),
    input => {
      const output = minimum(maximum(input, 0), 6)
      return [output, output]
    },
    output => where(multiply(output, subtract(6, output)), 1, 0)
  )

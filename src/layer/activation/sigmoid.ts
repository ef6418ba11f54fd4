import { multiply, sigmoid as sigmoidOf, subtract } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Logistic sigmoid: maps every element into (0, 1).
 *
 *     forward    y  = 1 / (1 + exp(−x))
 *     backward   dx = dy ⊙ y ⊙ (1 − y)
 *
 * The derivative is a function of the output, so the output is the cache.
 *
 * First in a pipe, state the shape: `sigmoid<readonly [2]>()`.
 *
 * @example pipe(dense(2, 1), andThen(sigmoid()))
 */
export const sigmoid = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('sigmoid'),
    input => {
      const output = sigmoidOf(input)
      return [output, output]
    },
    output => multiply(output, subtract(1, output))
  )

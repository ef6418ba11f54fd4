import { abs, add, divide, square, subtract } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Softsign: maps every element into (−1, 1) and saturates more slowly than tanh.
 *
 *     forward    y  = x / (1 + |x|)
 *     backward   dx = dy / (1 + |x|)² = dy ⊙ (1 − |y|)²
 *
 * The derivative is a function of the output, so the output is the cache.
 *
 * Source: Bergstra et al., 2009, Quadratic Polynomials Learn Better Image Features.
 *
 * First in a pipe, state the shape: `softsign<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(softsign()))
 */
export const softsign = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('softsign'),
    input => {
      const output = divide(input, add(1, abs(input)))
      return [output, output]
    },
    output => square(subtract(1, abs(output)))
  )

import { add, multiply, scale, square, subtract, tanh } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

const root = Math.sqrt(2 / Math.PI)
const cubic = 0.044715

/**
 * Approximates `gelu` by tanh, as in the training of GPT-2 and BERT.
 *
 *     forward    y  = x ⊙ g                     g  = (1 + tanh u) / 2       u  = √(2/π) (x + 0.044715 x³)
 *     backward   dx = dy ⊙ (g + x ⊙ g′)         g′ = 2 g ⊙ (1 − g) ⊙ u′     u′ = √(2/π) (1 + 3 · 0.044715 x²)
 *
 * The cache holds x and g, so that tanh is computed once.
 *
 * Source: Hendrycks and Gimpel, 2016, Gaussian Error Linear Units.
 *
 * First in a pipe, state the shape: `geluTanh<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(geluTanh()))
 */
export const geluTanh = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('geluTanh'),
    input => {
      const u = scale(root, multiply(input, add(1, scale(cubic, square(input)))))
      const gate = scale(0.5, add(1, tanh(u)))
      return [multiply(input, gate), { input, gate }]
    },
    ({ input, gate }) => {
      const uPrime = scale(root, add(1, scale(3 * cubic, square(input))))
      const gatePrime = multiply(scale(2, multiply(gate, subtract(1, gate))), uPrime)
      return add(gate, multiply(input, gatePrime))
    }
  )

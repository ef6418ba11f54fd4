import { add, expm1, multiply, negate, softplus, tanh } from '../../algebra/Algebra.js'
import { oneMinusSquare } from '../../algebra/fused.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Mish: multiplies every element by a smooth gate that lets small negative values pass.
 *
 *     forward    y  = x ⊙ g                     g  = tanh s                     s  = log(1 + exp x)
 *     backward   dx = dy ⊙ (g + x ⊙ g′)         g′ = (1 − g) ⊙ (1 + g) ⊙ s′     s′ = σ(x) = 1 − exp(−s)
 *
 * The cache holds x, s and g, so that the logarithm and tanh are computed once.
 *
 * Source: Misra, 2019, Mish: A Self Regularized Non-Monotonic Activation Function.
 *
 * First in a pipe, state the shape: `mish<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(mish()))
 */
export const mish = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('mish'),
    input => {
      const soft = softplus(input)
      const gate = tanh(soft)
      return [multiply(input, gate), { input, soft, gate }]
    },
    ({ input, soft, gate }) => {
      const softPrime = negate(expm1(negate(soft)))
      const gatePrime = multiply(oneMinusSquare(gate), softPrime)
      return add(gate, multiply(input, gatePrime))
    }
  )

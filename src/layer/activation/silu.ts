import { add, multiply, sigmoid, subtract } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Sigmoid linear unit (SiLU, also called swish): multiplies every element by its logistic sigmoid.
 *
 *     forward    y  = x ⊙ g                     g  = σ(x) = 1 / (1 + exp(−x))
 *     backward   dx = dy ⊙ (g + x ⊙ g′)         g′ = g ⊙ (1 − g)
 *
 * The derivative is a function of x and g, so these two are the cache.
 *
 * Source: Elfwing, Uchibe and Doya, 2017, Sigmoid-Weighted Linear Units for Neural Network Function Approximation in
 * Reinforcement Learning.
 *
 * First in a pipe, state the shape: `silu<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(silu()))
 */
export const silu = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('silu'),
    input => {
      const gate = sigmoid(input)
      return [multiply(input, gate), { input, gate }]
    },
    ({ input, gate }) => multiply(gate, add(1, multiply(input, subtract(1, gate))))
  )

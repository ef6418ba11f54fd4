/**
 * Every element times its own gate: the sigmoid linear unit, or swish (Elfwing, Uchibe and Doya, 2017).
 *
 *     forward    y  = x g                       g  = σ(x) = 1 / (1 + exp(−x))
 *     backward   dx = dy (g + x g′)             g′ = g (1 − g)
 *
 * The cache is the input and the gate, which the derivative is made of.
 */
import { add, multiply, sigmoid, subtract } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

export const silu = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('silu'),
    input => {
      const gate = sigmoid(input)
      return [multiply(input, gate), { input, gate }]
    },
    ({ input, gate }) => multiply(gate, add(1, multiply(input, subtract(1, gate))))
  )

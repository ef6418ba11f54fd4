/**
 * Every element times its own gate: `silu` in straight lines and a parabola (Howard et al., 2019, MobileNetV3).
 *
 *     forward    y  = x g                       g  = min(max(x + 3, 0), 6) / 6
 *     backward   dx = dy (g + x g′)             g′ = 1/6 where |x| < 3, else 0
 *
 * The cache is the input and the gate. At −3 the derivative is taken to be 0, at 3 to be 1.
 */
import { abs, add, hardSigmoid, multiply, subtract, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

export const hardSwish = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('hardSwish'),
    input => {
      const gate = hardSigmoid(input)
      return [multiply(input, gate), { input, gate }]
    },
    ({ input, gate }) => add(gate, multiply(input, where(subtract(3, abs(input)), 1 / 6, 0)))
  )

import { abs, add, hardSigmoid, multiply, subtract, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Hard swish: approximates `silu` with the piecewise linear gate of `hardSigmoid`.
 *
 *     forward    y  = x ⊙ g                     g  = min(max(x + 3, 0), 6) / 6
 *     backward   dx = dy ⊙ (g + x ⊙ g′)         g′ = 1 / 6 where |x| < 3, else 0
 *
 * The cache holds x and g. The derivative is defined as 0 at −3 and as 1 at 3.
 *
 * Source: Howard et al., 2019, Searching for MobileNetV3.
 *
 * First in a pipe, state the shape: `hardSwish<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(hardSwish()))
 */
export const hardSwish = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('hardSwish'),
    input => {
      const gate = hardSigmoid(input)
      return [multiply(input, gate), { input, gate }]
    },
    ({ input, gate }) => add(gate, multiply(input, where(subtract(3, abs(input)), 1 / 6, 0)))
  )

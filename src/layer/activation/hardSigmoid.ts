/**
 * The logistic function in straight lines, as in MobileNetV3 (Howard et al., 2019).
 *
 *     forward    y  = min(max(x + 3, 0), 6) / 6
 *     backward   dx = dy / 6 where |x| < 3, else 0
 *
 * The derivative needs to know where the input is, so the cache is the input. At ±3 the derivative is taken to be 0.
 */
import { abs, hardSigmoid as hardSigmoidOf, subtract, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

export const hardSigmoid = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('hardSigmoid'),
    input => [hardSigmoidOf(input), input],
    input => where(subtract(3, abs(input)), 1 / 6, 0)
  )

import { abs, hardSigmoid as hardSigmoidOf, subtract, where } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/**
 * Hard sigmoid: a piecewise linear approximation of the logistic function.
 *
 *     forward    y  = min(max(x + 3, 0), 6) / 6
 *     backward   dx = dy / 6 where |x| < 3, else 0
 *
 * The derivative needs to know where x lies, so the input is the cache. The derivative at ±3 is defined as 0.
 *
 * Source: Howard et al., 2019, Searching for MobileNetV3.
 *
 * First in a pipe, state the shape: `hardSigmoid<readonly [2]>()`.
 *
 * @example pipe(dense(2, 8), andThen(hardSigmoid()))
 */
export const hardSigmoid = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  elementWise(
    describe('hardSigmoid'),
    input => [hardSigmoidOf(input), input],
    input => where(subtract(3, abs(input)), 1 / 6, 0)
  )

import { add, scale } from '../../algebra/Algebra.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Scalar, type Tensor } from '../../tensor/Tensor.js'

/** β m + (1 − β) x */
export const runningMean =
  (beta: number) =>
  <S extends Shape>(mean: Tensor<S>, x: Tensor<S>): Tensor<S> =>
    add(scale(beta, mean), scale(1 - beta, x))

/** The running mean of ones, 1 − βᵗ: a running mean divided by it is unbiased. */
export const runningMeanOfOnes = (beta: number, mean: Scalar): Scalar => add(scale(beta, mean), 1 - beta)

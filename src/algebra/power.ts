import { type Shape } from '../tensor/Shape.js'
import { type Tensor } from '../tensor/Tensor.js'
import { divide, exp, log, scale, sqrt, square, multiply, where } from './elementwise.js'

/** xⁿ for an integer n ≥ 1, by squaring: a product for every binary digit of n. */
const product = <S extends Shape>(x: Tensor<S>, n: number): Tensor<S> => {
  if (n === 1) return x
  const half = product(square(x), Math.floor(n / 2))
  return n % 2 === 0 ? half : multiply(half, x)
}

/**
 * xᵖ, element-wise. Keeps the shape. The derivative is p xᵖ⁻¹.
 *
 *     integer p      products of x, and their inverse for p < 0; 1 for p = 0
 *     p = ½          √x
 *     any other p    exp(p log x): NaN for negative x
 *
 * @param p the exponent
 * @throws TypeError or ShapeError if x is not a tensor
 * @example Algebra.pow(tensor([1, 2, 3]), 3) // [1, 8, 27]
 * @example Algebra.pow(tensor([4, 16]), -0.5) // [0.5, 0.25]
 */
export const pow = <S extends Shape>(x: Tensor<S>, p: number): Tensor<S> => {
  if (p === 0) return where(x, 1, 1)
  if (p === 0.5) return sqrt(x)
  if (p === -0.5) return divide(1, sqrt(x))
  if (!Number.isSafeInteger(p)) return exp(scale(p, log(x)))
  return p > 0 ? product(x, p) : divide(1, product(x, -p))
}

import { interpreterOf as of, interpreterOfOperands as ofOperands } from './Interpreter.js'
import * as kernel from './kernel/elementwise.js'
import { erf as erfKernel } from './kernel/erf.js'
import { type Shape, shapeError } from '../tensor/Shape.js'
import { type Scalar, type Tensor } from '../tensor/Tensor.js'

/** The shape of the operand that is a tensor, the first one if both are. */
const shapeOfEither = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): S => {
  if (typeof x !== 'number') return x.shape
  if (typeof y !== 'number') return y.shape
  throw shapeError(`One of the two operands must be a tensor, found the numbers ${x} and ${y}`)
}

/**
 * The exponential function eˣ, element-wise. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const exp = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.exp ?? kernel.exp)(x.shape, x)

/**
 * eˣ − 1, element-wise, without the loss of digits that `subtract(exp(x), 1)` has near 0. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const expm1 = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.expm1 ?? kernel.expm1)(x.shape, x)

/**
 * The natural logarithm, element-wise. −∞ at 0, NaN for negative numbers. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const log = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.log ?? kernel.log)(x.shape, x)

/**
 * log (1 + x), element-wise, without the loss of digits that `log(add(1, x))` has near 0. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const log1p = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.log1p ?? kernel.log1p)(x.shape, x)

/**
 * The square root √x, element-wise. NaN for negative numbers. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const sqrt = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.sqrt ?? kernel.sqrt)(x.shape, x)

/**
 * The absolute value |x|, element-wise. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const abs = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.abs ?? kernel.abs)(x.shape, x)

/**
 * The sign of x, element-wise: −1, 0 or 1. The sign of zero is kept. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const sign = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.sign ?? kernel.sign)(x.shape, x)

/**
 * The sine of x in radians, element-wise. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const sin = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.sin ?? kernel.sin)(x.shape, x)

/**
 * The cosine of x in radians, element-wise. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const cos = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.cos ?? kernel.cos)(x.shape, x)

/**
 * The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), element-wise. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const tanh = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.tanh ?? kernel.tanh)(x.shape, x)

/**
 * The error function, 2/√π ∫ exp(−t²) dt from 0 to x, element-wise, with a relative error below 5 · 10⁻¹⁶. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 */
export const erf = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.erf ?? erfKernel)(x.shape, x)

/**
 * x + y, element-wise, for two tensors of one shape or a tensor and a number.
 *
 * @throws ShapeError if both operands are numbers, or if two tensors do not have the same number of elements
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.add(tensor([1, 2]), 3) // [4, 5]
 */
export const add = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.add ?? kernel.add)(shapeOfEither(x, y), x, y)

/**
 * x − y, element-wise, for two tensors of one shape or a tensor and a number.
 *
 * @throws ShapeError if both operands are numbers, or if two tensors do not have the same number of elements
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.subtract(1, tensor([1, 2])) // [0, -1]
 */
export const subtract = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.subtract ?? kernel.subtract)(shapeOfEither(x, y), x, y)

/**
 * x · y, element-wise, for two tensors of one shape or a tensor and a number. `matmul` is the matrix product.
 *
 * @throws ShapeError if both operands are numbers, or if two tensors do not have the same number of elements
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.multiply(tensor([1, 2]), tensor([3, 4])) // [3, 8]
 */
export const multiply = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.multiply ?? kernel.multiply)(shapeOfEither(x, y), x, y)

/**
 * x / y, element-wise, for two tensors of one shape or a tensor and a number.
 *
 * @throws ShapeError if both operands are numbers, or if two tensors do not have the same number of elements
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.divide(tensor([1, 2]), 2) // [0.5, 1]
 */
export const divide = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.divide ?? kernel.divide)(shapeOfEither(x, y), x, y)

/**
 * The larger of x and y, element-wise, for two tensors of one shape or a tensor and a number. NaN if either is NaN.
 *
 * @throws ShapeError if both operands are numbers, or if two tensors do not have the same number of elements
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.maximum(tensor([-1, 2]), 0) // [0, 2]
 */
export const maximum = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.maximum ?? kernel.maximum)(shapeOfEither(x, y), x, y)

/**
 * The smaller of x and y, element-wise, for two tensors of one shape or a tensor and a number. NaN if either is NaN.
 *
 * @throws ShapeError if both operands are numbers, or if two tensors do not have the same number of elements
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.minimum(tensor([-1, 2]), 0) // [-1, 0]
 */
export const minimum = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.minimum ?? kernel.minimum)(shapeOfEither(x, y), x, y)

/**
 * Selects element-wise: `positive` where x > 0, otherwise `otherwise`. NaN is not positive. The result has the shape of x.
 *
 * @throws ShapeError if `positive` or `otherwise` does not have the same number of elements as x
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.where(tensor([-1, 2]), 1, 0) // [0, 1]
 */
export const where = <S extends Shape>(
  x: Tensor<S>,
  positive: Tensor<S> | number,
  otherwise: Tensor<S> | number
): Tensor<S> => ((of(x) ?? ofOperands(positive, otherwise))?.where ?? kernel.where)(x.shape, x, positive, otherwise)

/**
 * x², element-wise. Keeps the shape.
 *
 * @throws TypeError or ShapeError if x is not a tensor
 */
export const square = <S extends Shape>(x: Tensor<S>): Tensor<S> => multiply(x, x)

/**
 * Multiplies every element of x by one factor: a number or a scalar. Keeps the shape of x.
 *
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.scale(0.5, tensor([2, 4])) // [1, 2]
 */
export const scale = <S extends Shape>(factor: Scalar | number, x: Tensor<S>): Tensor<S> =>
  (ofOperands(factor, x)?.multiply ?? kernel.multiply)(x.shape, factor, x)

/**
 * −x, element-wise. Keeps the shape.
 *
 * @throws TypeError or ShapeError if x is not a tensor
 */
export const negate = <S extends Shape>(x: Tensor<S>): Tensor<S> => multiply(-1, x)

/**
 * The logistic function, 1 / (1 + exp(−x)), element-wise. Keeps the shape.
 *
 * @throws TypeError or ShapeError if x is not a tensor
 */
export const sigmoid = <S extends Shape>(x: Tensor<S>): Tensor<S> => divide(1, add(1, exp(negate(x))))

/**
 * log (1 + exp x), element-wise, computed as max(x, 0) + log (1 + exp(−|x|)) to avoid overflow. Keeps the shape.
 *
 * @throws TypeError or ShapeError if x is not a tensor
 */
export const softplus = <S extends Shape>(x: Tensor<S>): Tensor<S> => add(maximum(x, 0), log1p(exp(negate(abs(x)))))

/**
 * A piecewise linear approximation of the logistic function, min(max(x + 3, 0), 6) / 6, element-wise. Keeps the shape.
 *
 * @throws TypeError or ShapeError if x is not a tensor
 */
export const hardSigmoid = <S extends Shape>(x: Tensor<S>): Tensor<S> => divide(minimum(maximum(add(x, 3), 0), 6), 6)

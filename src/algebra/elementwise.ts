/** Element by element. */
import { interpreterOf as of, interpreterOfOperands as ofOperands } from './Interpreter.js'
import * as kernel from './kernel/elementwise.js'
import { erf as erfKernel } from './kernel/erf.js'
import { type Shape, shapeError } from '../tensor/Shape.js'
import { type Scalar, type Tensor } from '../tensor/Tensor.js'

const shapeOfEither = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): S => {
  if (typeof x !== 'number') return x.shape
  if (typeof y !== 'number') return y.shape
  throw shapeError(`One of the two operands must be a tensor, found the numbers ${x} and ${y}`)
}

export const exp = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.exp ?? kernel.exp)(x.shape, x)

/** exp x − 1, exact to the last digits near 0. */
export const expm1 = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.expm1 ?? kernel.expm1)(x.shape, x)

export const log = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.log ?? kernel.log)(x.shape, x)

/** log (1 + x), exact to the last digits near 0. */
export const log1p = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.log1p ?? kernel.log1p)(x.shape, x)

export const sqrt = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.sqrt ?? kernel.sqrt)(x.shape, x)

export const abs = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.abs ?? kernel.abs)(x.shape, x)

/** −1, 0 or 1. */
export const sign = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.sign ?? kernel.sign)(x.shape, x)

export const sin = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.sin ?? kernel.sin)(x.shape, x)

export const cos = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.cos ?? kernel.cos)(x.shape, x)

export const tanh = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.tanh ?? kernel.tanh)(x.shape, x)

/** The error function, 2/√π ∫ exp(−t²) dt from 0 to x. */
export const erf = <S extends Shape>(x: Tensor<S>): Tensor<S> => (of(x)?.erf ?? erfKernel)(x.shape, x)

export const add = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.add ?? kernel.add)(shapeOfEither(x, y), x, y)

export const subtract = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.subtract ?? kernel.subtract)(shapeOfEither(x, y), x, y)

export const multiply = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.multiply ?? kernel.multiply)(shapeOfEither(x, y), x, y)

export const divide = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.divide ?? kernel.divide)(shapeOfEither(x, y), x, y)

export const maximum = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.maximum ?? kernel.maximum)(shapeOfEither(x, y), x, y)

export const minimum = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  (ofOperands(x, y)?.minimum ?? kernel.minimum)(shapeOfEither(x, y), x, y)

/** `positive` where x > 0, else `otherwise`. */
export const where = <S extends Shape>(
  x: Tensor<S>,
  positive: Tensor<S> | number,
  otherwise: Tensor<S> | number
): Tensor<S> => ((of(x) ?? ofOperands(positive, otherwise))?.where ?? kernel.where)(x.shape, x, positive, otherwise)

export const square = <S extends Shape>(x: Tensor<S>): Tensor<S> => multiply(x, x)

/** Every element times one number, or the number that a scalar holds. */
export const scale = <S extends Shape>(factor: Scalar | number, x: Tensor<S>): Tensor<S> =>
  (ofOperands(factor, x)?.multiply ?? kernel.multiply)(x.shape, factor, x)

/** −x */
export const negate = <S extends Shape>(x: Tensor<S>): Tensor<S> => multiply(-1, x)

/** The logistic function, 1 / (1 + exp(−x)). */
export const sigmoid = <S extends Shape>(x: Tensor<S>): Tensor<S> => divide(1, add(1, exp(negate(x))))

/** log (1 + exp x) = max(x, 0) + log (1 + exp(−|x|)), in which no power is too large. */
export const softplus = <S extends Shape>(x: Tensor<S>): Tensor<S> => add(maximum(x, 0), log1p(exp(negate(abs(x)))))

/** The logistic function in straight lines: min(max(x + 3, 0), 6) / 6. */
export const hardSigmoid = <S extends Shape>(x: Tensor<S>): Tensor<S> => divide(minimum(maximum(add(x, 3), 0), 6), 6)

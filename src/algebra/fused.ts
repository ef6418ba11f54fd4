/**
 * Short formulas that every training step computes. Tensors that hold numbers have a kernel for the whole formula. Traced tensors
 * record its operations, because compilers fuse operations themselves.
 */
import { interpreterOf as of, interpreterOfBoth as ofBoth, interpreterOfOperands as ofOperands } from './Interpreter.js'
import { add as addKernel } from './kernel/elementwise.js'
import * as kernel from './kernel/fused.js'
import { type Shape } from '../tensor/Shape.js'
import { type Scalar, type Tensor, toNumber } from '../tensor/Tensor.js'

/** A step of gradient descent: p − η d, element-wise. */
export const descend = <S extends Shape>(p: Tensor<S>, rate: Scalar | number, d: Tensor<S>): Tensor<S> => {
  const { shape } = p
  const traced = ofBoth(p, d) ?? ofOperands(rate, rate)
  return traced === undefined
    ? kernel.subtractScaled(shape, p, typeof rate === 'number' ? rate : toNumber(rate), d)
    : traced.subtract(shape, p, traced.multiply(shape, rate, d))
}

/** s + x, for every element of x. */
export const shift = <S extends Shape>(s: Scalar, x: Tensor<S>): Tensor<S> =>
  (ofBoth(s, x)?.add ?? addKernel)(x.shape, s, x)

/** 1 − y², computed as (1 − y)(1 + y): near ±1 the product keeps digits that the difference loses. */
export const oneMinusSquare = <S extends Shape>(y: Tensor<S>): Tensor<S> => {
  const { shape } = y
  const traced = of(y)
  return traced === undefined
    ? kernel.oneMinusSquare(shape, y)
    : traced.multiply(shape, traced.subtract(shape, 1, y), traced.add(shape, 1, y))
}

import { type Shape } from '../tensor/Shape.js'
import { type Tensor } from '../tensor/Tensor.js'
import { abs, add, subtract, where } from './elementwise.js'

/**
 * 1 where x > y, otherwise 0, element-wise, for two tensors of one shape or a tensor and a number. NaN is not greater than any
 * number.
 *
 * @throws ShapeError if both operands are numbers, or if two tensors do not have the same number of elements
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.greater(tensor([1, 2, 3]), 2) // [0, 0, 1]
 */
export const greater = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  where(subtract(x, y), 1, 0)

/**
 * 1 where x < y, otherwise 0, element-wise, for two tensors of one shape or a tensor and a number.
 *
 * @throws ShapeError if both operands are numbers, or if two tensors do not have the same number of elements
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.less(tensor([1, 2, 3]), 2) // [1, 0, 0]
 */
export const less = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> => greater(y, x)

const magnitude = <S extends Shape>(x: Tensor<S> | number): Tensor<S> | number =>
  typeof x === 'number' ? Math.abs(x) : abs(x)

/** 1, or 0 where x or y is NaN. */
const areNumbers = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  where(add(add(magnitude(x), magnitude(y)), 1), 1, 0)

/**
 * 1 where x = y, otherwise 0, element-wise, for two tensors of one shape or a tensor and a number. NaN is not equal to any number.
 *
 * @throws ShapeError if both operands are numbers, or if two tensors do not have the same number of elements
 * @throws TypeError if an operand is neither a tensor nor a number
 * @example Algebra.equal(tensor([1, 2, 3]), 2) // [0, 1, 0]
 */
export const equal = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  where(add(greater(x, y), less(x, y)), 0, areNumbers(x, y))

/**
 * Kernels that compute in one pass what `Algebra` otherwise composes of several operations. They round as the operations do, so the
 * bits are the same.
 */
import { type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, type Tensor } from '../../tensor/Tensor.js'
import { stepOf } from './elementwise.js'

/** Adds a row of the same length to every row of a tensor. */
export const addToRows = <S extends Shape>(shape: S, rows: AnyTensor, row: AnyTensor): Tensor<S> => {
  const { numbers: xs, offset: xAt } = dense(rows)
  const { numbers: ys, offset: yAt, size: width } = dense(row)
  const result = blank(shape)
  const { numbers, offset, size } = result
  for (let start = 0; start < size; start += width)
    for (let j = 0; j < width; j++) numbers[offset + start + j] = xs[xAt + start + j]! + ys[yAt + j]!
  return result
}

/** x − rate · y. */
export const subtractScaled = <S extends Shape>(shape: S, x: AnyTensor, rate: number, y: AnyTensor): Tensor<S> => {
  const left = dense(x)
  const right = dense(y)
  const result = blank(shape)
  const xStep = stepOf(left, result)
  const yStep = stepOf(right, result)
  const { numbers, offset, size } = result
  const { numbers: xs, offset: xAt } = left
  const { numbers: ys, offset: yAt } = right
  for (let i = 0; i < size; i++) numbers[offset + i] = xs[xAt + i * xStep]! - rate * ys[yAt + i * yStep]!
  return result
}

/** (1 − x)(1 + x). */
export const oneMinusSquare = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
  const { numbers: xs, offset: xAt } = dense(x)
  const result = blank(shape)
  const { numbers, offset, size } = result
  for (let i = 0; i < size; i++) {
    const number = xs[xAt + i]!
    numbers[offset + i] = (1 - number) * (1 + number)
  }
  return result
}

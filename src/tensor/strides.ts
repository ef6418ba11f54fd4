/** Strides: the distances in an array between neighbours along each axis of a tensor. */
import { type Shape } from './Shape.js'

/** Whether elements at these strides lie densely in row-major order. The stride of an axis of size one means nothing. */
export const isRowMajor = (shape: Shape, strides: Shape): boolean => {
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== stride) return false
    stride *= shape[axis]!
  }
  return true
}

/** The strides of a dense tensor in row-major order: of [2, 3, 4], [12, 4, 1]. */
export const rowMajor = (shape: Shape): Shape => {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis] ?? 1
  }
  return strides
}

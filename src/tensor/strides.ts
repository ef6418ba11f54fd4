/** Strides: for each axis of a tensor, the distance in the array from one element to the next along that axis. */
import { type Shape } from './Shape.js'

/** Whether these strides are dense and row-major. Axes of size one may have any stride. */
export const isRowMajor = (shape: Shape, strides: Shape): boolean => {
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== stride) return false
    stride *= shape[axis]!
  }
  return true
}

/** The strides of a dense tensor in row-major order: [12, 4, 1] for the shape [2, 3, 4]. */
export const rowMajor = (shape: Shape): Shape => {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis] ?? 1
  }
  return strides
}

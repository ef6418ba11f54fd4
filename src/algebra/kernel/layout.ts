/** Operations that rearrange numbers. The result is a view if strides can express it, otherwise a copy. */
import { elementCount, type Shape, shapeError, showShape } from '../../tensor/Shape.js'
import {
  type AnyTensor,
  blank,
  dense,
  strided,
  type Strided,
  stridesOf,
  type Tensor,
  view
} from '../../tensor/Tensor.js'

/** Reorders the axes: axis i of the result is axis `order[i]` of x. A view. */
export const permute = <S extends Shape>(shape: S, x: AnyTensor, order: Shape): Tensor<S> & Strided => {
  const source = strided(x)
  const strides = stridesOf(source)
  if (order.length === 2) return view(shape, source.numbers, [strides[order[0]!]!, strides[order[1]!]!], source.offset)
  const permuted = new Array<number>(order.length)
  for (let axis = 0; axis < order.length; axis++) permuted[axis] = strides[order[axis]!]!
  return view(shape, source.numbers, permuted, source.offset)
}

/** Repeats along new leading axes and along axes of size one: a view in which these axes have stride 0. */
export const broadcast = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
  const source = strided(x)
  if (source.strides === undefined && source.size === elementCount(shape)) return reshape(shape, source)
  const strides = stridesOf(source)
  const added = shape.length - x.shape.length
  if (!x.shape.every((size, axis) => size === 1 || size === shape[axis + added]))
    throw shapeError(`Cannot broadcast ${showShape(x.shape)} to ${showShape(shape)}`)
  return view(
    shape,
    source.numbers,
    shape.map((_, axis) => (axis < added || x.shape[axis - added] === 1 ? 0 : strides[axis - added]!)),
    source.offset
  )
}

/** The same numbers in row-major order, with another shape: a view of a dense tensor, otherwise a copy. */
export const reshape = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
  const { numbers, offset, size } = dense(x)
  if (size !== elementCount(shape))
    throw shapeError(
      `Cannot reshape ${showShape(x.shape)} to ${showShape(shape)}: the element counts are ${size} and ${elementCount(shape)}`
    )
  return view(shape, numbers, undefined, offset)
}

/** The part of an axis from index `start`, with the length given by `shape`: a view. */
export const slice = <S extends Shape>(shape: S, x: AnyTensor, axis: number, start: number): Tensor<S> => {
  const source = strided(x)
  const strides = stridesOf(source)
  return view(shape, source.numbers, strides, source.offset + start * strides[axis]!)
}

/** Concatenates two tensors along an axis. */
export const concatenate = <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor, axis: number): Tensor<S> => {
  const xs = dense(x)
  const ys = dense(y)
  const result = blank(shape)
  let blocks = 1
  for (let outer = 0; outer < axis; outer++) blocks *= shape[outer]!
  const xBlock = xs.size / blocks
  const yBlock = ys.size / blocks
  let place = result.offset
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < xBlock; i++) result.numbers[place++] = xs.numbers[xs.offset + block * xBlock + i]!
    for (let i = 0; i < yBlock; i++) result.numbers[place++] = ys.numbers[ys.offset + block * yBlock + i]!
  }
  return result
}

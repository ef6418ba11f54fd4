/** The same numbers in another arrangement: as a view where strides can say it, else as a copy. */
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

/** Rows become columns: a view. */
export const transpose = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> & Strided => {
  const { numbers, strides, offset } = strided(x)
  const row = strides === undefined ? x.shape[1]! : strides[0]!
  const column = strides === undefined ? 1 : strides[1]!
  return view(shape, numbers, [column, row], offset)
}

/** Repeated along new leading axes, and along axes of size one: a view in which those axes have stride 0. */
export const broadcast = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
  const source = strided(x)
  if (source.strides === undefined && source.size === elementCount(shape)) return reshape(shape, source)
  const strides = stridesOf(source)
  const added = shape.length - x.shape.length
  if (!x.shape.every((size, axis) => size === 1 || size === shape[axis + added]))
    throw shapeError(`${showShape(x.shape)} cannot be repeated to give ${showShape(shape)}`)
  return view(
    shape,
    source.numbers,
    shape.map((_, axis) => (axis < added || x.shape[axis - added] === 1 ? 0 : strides[axis - added]!)),
    source.offset
  )
}

/** The same numbers in row-major order under another shape. */
export const reshape = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
  const { numbers, offset, size } = dense(x)
  if (size !== elementCount(shape))
    throw shapeError(`${showShape(x.shape)} does not hold the numbers of ${showShape(shape)}`)
  return view(shape, numbers, undefined, offset)
}

/** The part of an axis that begins at `start`, as long as the shape says: a view. */
export const slice = <S extends Shape>(shape: S, x: AnyTensor, axis: number, start: number): Tensor<S> => {
  const source = strided(x)
  const strides = stridesOf(source)
  return view(shape, source.numbers, strides, source.offset + start * strides[axis]!)
}

/** One after the other along an axis. */
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

/** The same numbers in another arrangement: as a view where strides can say it, else as a copy. */
import { type Shape } from '../Shape.js'
import { type AnyTensor, fresh, rowMajorNumbers, strided, stridesOf, type Tensor, view } from '../Tensor.js'

/** Rows become columns: a view. */
export const transpose = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
  const source = strided(x)
  const [row, column] = stridesOf(source)
  return view(shape, source.numbers, [column!, row!], source.offset)
}

/** Repeated along new leading axes, and along axes of size one: a view in which those axes have stride 0. */
export const broadcast = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
  const source = strided(x)
  const strides = stridesOf(source)
  const added = shape.length - x.shape.length
  return view(
    shape,
    source.numbers,
    shape.map((_, axis) => (axis < added || x.shape[axis - added] === 1 ? 0 : strides[axis - added]!)),
    source.offset
  )
}

/** The same numbers in row-major order under another shape. */
export const reshape = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => fresh(shape, rowMajorNumbers(x))

/** The part of an axis that begins at `start`, as long as the shape says: a view. */
export const slice = <S extends Shape>(shape: S, x: AnyTensor, axis: number, start: number): Tensor<S> => {
  const source = strided(x)
  const strides = stridesOf(source)
  return view(shape, source.numbers, strides, source.offset + start * strides[axis]!)
}

/** One after the other along an axis. */
export const concatenate = <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor, axis: number): Tensor<S> => {
  const xs = rowMajorNumbers(x)
  const ys = rowMajorNumbers(y)
  const result = new Float64Array(xs.length + ys.length)
  const blocks = shape.slice(0, axis).reduce((product, size) => product * size, 1)
  const xBlock = xs.length / blocks
  const yBlock = ys.length / blocks
  for (let block = 0; block < blocks; block++) {
    const place = block * (xBlock + yBlock)
    result.set(xs.subarray(block * xBlock, (block + 1) * xBlock), place)
    result.set(ys.subarray(block * yBlock, (block + 1) * yBlock), place + xBlock)
  }
  return fresh(shape, result)
}

/** Sums of products. */
import { type Shape, shapeError, showShape } from '../Shape.js'
import { type AnyTensor, blank, strided, type Tensor } from '../Tensor.js'

/**
 * The matrix product, y[i, j] = Σ over k of a[i, k] b[k, j], the products added in the order of k, beginning at 0.
 * It reads either operand through its strides, so a transposed one costs no copy.
 */
export const matmul = <S extends Shape>(shape: S, a: AnyTensor, b: AnyTensor): Tensor<S> => {
  const left = strided(a)
  const right = strided(b)
  const rows = a.shape[0]!
  const inner = a.shape[1]!
  const columns = b.shape[1]!
  if (b.shape[0] !== inner) throw shapeError(`${showShape(a.shape)} times ${showShape(b.shape)} does not fit`)
  const x = left.numbers
  const y = right.numbers
  const xRow = left.strides === undefined ? inner : left.strides[0]!
  const xColumn = left.strides === undefined ? 1 : left.strides[1]!
  const yRow = right.strides === undefined ? columns : right.strides[0]!
  const yColumn = right.strides === undefined ? 1 : right.strides[1]!
  const result = blank(shape)
  const { numbers: to, offset } = result
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let total = 0
      let xAt = left.offset + i * xRow
      let yAt = right.offset + j * yColumn
      for (let k = 0; k < inner; k++, xAt += xColumn, yAt += yRow) total += x[xAt]! * y[yAt]!
      to[offset + i * columns + j] = total
    }
  return result
}

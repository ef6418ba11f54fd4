/** Sums of products. */
import { type Shape } from '../Shape.js'
import { type AnyTensor, fresh, strided, type Tensor } from '../Tensor.js'

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
  const x = left.numbers
  const y = right.numbers
  const xRow = left.strides === undefined ? inner : left.strides[0]!
  const xColumn = left.strides === undefined ? 1 : left.strides[1]!
  const yRow = right.strides === undefined ? columns : right.strides[0]!
  const yColumn = right.strides === undefined ? 1 : right.strides[1]!
  const result = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < inner; k++) {
      const factor = x[left.offset + i * xRow + k * xColumn]!
      let place = right.offset + k * yRow
      for (let j = i * columns; j < (i + 1) * columns; j++, place += yColumn) result[j]! += factor * y[place]!
    }
  return fresh(shape, result)
}

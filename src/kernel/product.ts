/** Sums of products. */
import { type Shape, shapeError, showShape } from '../Shape.js'
import { type AnyTensor, blank, dense, strided, type Strided, type Tensor } from '../Tensor.js'

/** How far apart the rows of a matrix lie, and its columns. */
const rowStride = ({ shape, strides }: Strided): number => (strides === undefined ? shape[1]! : strides[0]!)
const columnStride = ({ strides }: Strided): number => (strides === undefined ? 1 : strides[1]!)

/**
 * The sums of `matmul` in their order, four products at a time, along the rows of b, which must lie densely: a large matrix is read in the
 * order in which it lies, and four times less often written.
 */
const byRows = ({ shape, numbers, offset }: Strided, inner: number, a: Strided, b: Strided): void => {
  const rows = shape[0]!
  const columns = shape[1]!
  const { numbers: xs } = a
  const { numbers: ys } = b
  const xRow = rowStride(a)
  const xColumn = columnStride(a)
  for (let i = 0; i < rows; i++) {
    const start = offset + i * columns
    const end = start + columns
    let x = a.offset + i * xRow
    let y = b.offset
    let k = 0
    for (; k + 4 <= inner; k += 4) {
      const x0 = xs[x]!
      const x1 = xs[x + xColumn]!
      const x2 = xs[x + 2 * xColumn]!
      const x3 = xs[x + 3 * xColumn]!
      for (let to = start; to < end; to++, y++)
        numbers[to] =
          numbers[to]! + x0 * ys[y]! + x1 * ys[y + columns]! + x2 * ys[y + 2 * columns]! + x3 * ys[y + 3 * columns]!
      x += 4 * xColumn
      y += 3 * columns
    }
    for (; k < inner; k++, x += xColumn) {
      const factor = xs[x]!
      for (let to = start; to < end; to++, y++) numbers[to]! += factor * ys[y]!
    }
  }
}

/**
 * The matrix product, y[i, j] = Σ over k of a[i, k] b[k, j], the products added in the order of k, beginning at 0.
 * It reads either operand through its strides, so a transposed one costs no copy, unless it is large: then a copy is
 * cheaper than to read it against its order.
 */
export const matmul = <S extends Shape>(shape: S, a: AnyTensor, b: AnyTensor): Tensor<S> => {
  const left = strided(a)
  const right = strided(b)
  const rows = a.shape[0]!
  const inner = a.shape[1]!
  const columns = b.shape[1]!
  if (b.shape[0] !== inner) throw shapeError(`${showShape(a.shape)} times ${showShape(b.shape)} does not fit`)
  const result = blank(shape)
  if (rows * inner * columns > 1000) {
    byRows(result, inner, left, dense(b))
    return result
  }
  const { numbers: xs, offset: xAt } = left
  const { numbers: ys, offset: yAt } = right
  const xRow = rowStride(left)
  const xColumn = columnStride(left)
  const yRow = rowStride(right)
  const yColumn = columnStride(right)
  const { numbers, offset } = result
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let total = 0
      let x = xAt + i * xRow
      let y = yAt + j * yColumn
      for (let k = 0; k < inner; k++, x += xColumn, y += yRow) total += xs[x]! * ys[y]!
      numbers[offset + i * columns + j] = total
    }
  return result
}

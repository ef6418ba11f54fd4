/**
 * Sums of products.
 *
 * Whatever the loops, every sum is added up in the order of its products, one after the other: y[i, j] begins with
 * a[i, 0] b[0, j], then comes a[i, 1] b[1, j], …. (The loops begin at −0, which leaves every number as it is.)
 */
import { type Shape, shapeError, showShape } from '../Shape.js'
import { type AnyTensor, blank, dense, strided, type Strided, type Tensor } from '../Tensor.js'

/** How far apart the rows of a matrix lie, and its columns. */
const rowStride = ({ shape, strides }: Strided): number => (strides === undefined ? shape[1]! : strides[0]!)
const columnStride = ({ strides }: Strided): number => (strides === undefined ? 1 : strides[1]!)

/** Four products of every sum at a time, along the rows of b, in each of which the numbers are neighbours. */
const byRows = (
  { shape, numbers, offset }: Strided,
  a: Strided,
  { shape: [inner = 0], numbers: ys, offset: yAt }: Strided
): void => {
  const [rows = 0, columns = 0] = shape
  const { numbers: xs } = a
  const xRow = rowStride(a)
  const xColumn = columnStride(a)
  for (let i = 0; i < rows; i++) {
    const start = offset + i * columns
    const end = start + columns
    let x = a.offset + i * xRow
    let y = yAt
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

/** Four sums at a time, along the columns of b, in each of which the numbers are neighbours: of a transposed view. */
const byColumns = ({ shape, numbers, offset }: Strided, a: Strided, b: Strided): void => {
  const [rows = 0, columns = 0] = shape
  const { numbers: xs } = a
  const { numbers: ys } = b
  const inner = b.shape[0]!
  const xRow = rowStride(a)
  const xColumn = columnStride(a)
  const yColumn = columnStride(b)
  for (let i = 0; i < rows; i++) {
    let to = offset + i * columns
    let j = 0
    for (; j + 4 <= columns; j += 4, to += 4) {
      let total0 = numbers[to]!
      let total1 = numbers[to + 1]!
      let total2 = numbers[to + 2]!
      let total3 = numbers[to + 3]!
      let x = a.offset + i * xRow
      let y = b.offset + j * yColumn
      for (let k = 0; k < inner; k++, x += xColumn, y++) {
        const factor = xs[x]!
        total0 += factor * ys[y]!
        total1 += factor * ys[y + yColumn]!
        total2 += factor * ys[y + 2 * yColumn]!
        total3 += factor * ys[y + 3 * yColumn]!
      }
      numbers[to] = total0
      numbers[to + 1] = total1
      numbers[to + 2] = total2
      numbers[to + 3] = total3
    }
    for (; j < columns; j++, to++) {
      let total = numbers[to]!
      let x = a.offset + i * xRow
      let y = b.offset + j * yColumn
      for (let k = 0; k < inner; k++, x += xColumn, y++) total += xs[x]! * ys[y]!
      numbers[to] = total
    }
  }
}

/** Adds the product of a and b to a matrix that was just made. */
export const addProduct = (to: Strided, a: Strided, b: Strided): void => {
  if (b.strides?.[0] === 1) byColumns(to, a, b)
  else byRows(to, a, dense(b))
}

/**
 * The matrix product, y[i, j] = Σ over k of a[i, k] b[k, j]. Either may be a transposed view, which costs no copy.
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
    result.numbers.fill(-0, result.offset, result.offset + result.size)
    addProduct(result, left, right)
    return result
  }
  // Of small matrices it takes longer to ask how they lie than to multiply them.
  const { numbers: xs, offset: xAt } = left
  const { numbers: ys, offset: yAt } = right
  const xRow = rowStride(left)
  const xColumn = columnStride(left)
  const yRow = rowStride(right)
  const yColumn = columnStride(right)
  const { numbers, offset } = result
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let total = -0
      let x = xAt + i * xRow
      let y = yAt + j * yColumn
      for (let k = 0; k < inner; k++, x += xColumn, y += yRow) total += xs[x]! * ys[y]!
      numbers[offset + i * columns + j] = total
    }
  return result
}

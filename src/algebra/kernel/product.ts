/**
 * Sums of products.
 *
 * Whatever the loops, every sum is added up in the order of its products, one after the other: y[i, j] begins with
 * a[i, 0] b[0, j], then comes a[i, 1] b[1, j], …. (The loops begin at −0, which leaves every number as it is.)
 */
import { type Shape, shapeError, showShape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, strided, type Strided, type Tensor } from '../../tensor/Tensor.js'

/** How far apart the rows of a matrix lie, and its columns. */
const rowStride = ({ shape, strides }: Strided): number => (strides === undefined ? shape[1]! : strides[0]!)
const columnStride = ({ strides }: Strided): number => (strides === undefined ? 1 : strides[1]!)

/** From so many products on it takes less time to cut matrices into tiles than it saves. */
const large = 1000

/** Adds the product of a and b to a matrix that was just made. */
export const addProduct = (to: Strided, a: Strided, b: Strided): void => {
  const [rows = 0, width = 0] = to.shape
  const { numbers, offset } = to
  const inner = a.shape[1]!
  const { numbers: xs } = a
  const { numbers: ys } = b
  const xRow = rowStride(a)
  const xColumn = columnStride(a)
  const yRow = rowStride(b)
  const yColumn = columnStride(b)
  const twoColumns = 2 * yColumn
  const threeColumns = 3 * yColumn
  const tiledColumns = rows * width * inner > large ? width - (width % 4) : 0

  // Two rows by four columns at a time: their sums need no memory meanwhile, and read every number for several of them. A last
  // row that is alone is its own second row.
  for (let j = 0; j < tiledColumns; j += 4)
    for (let i = 0; i < rows; i += 2) {
      const below = i + 1 < rows ? 1 : 0
      const upper = offset + i * width + j
      const lower = upper + below * width
      let total00 = numbers[upper]!
      let total01 = numbers[upper + 1]!
      let total02 = numbers[upper + 2]!
      let total03 = numbers[upper + 3]!
      let total10 = numbers[lower]!
      let total11 = numbers[lower + 1]!
      let total12 = numbers[lower + 2]!
      let total13 = numbers[lower + 3]!
      const next = below * xRow
      let x = a.offset + i * xRow
      let y = b.offset + j * yColumn
      for (let k = 0; k < inner; k++) {
        const x0 = xs[x]!
        const x1 = xs[x + next]!
        const y0 = ys[y]!
        const y1 = ys[y + yColumn]!
        const y2 = ys[y + twoColumns]!
        const y3 = ys[y + threeColumns]!
        total00 += x0 * y0
        total01 += x0 * y1
        total02 += x0 * y2
        total03 += x0 * y3
        total10 += x1 * y0
        total11 += x1 * y1
        total12 += x1 * y2
        total13 += x1 * y3
        x += xColumn
        y += yRow
      }
      numbers[upper] = total00
      numbers[upper + 1] = total01
      numbers[upper + 2] = total02
      numbers[upper + 3] = total03
      numbers[lower] = total10
      numbers[lower + 1] = total11
      numbers[lower + 2] = total12
      numbers[lower + 3] = total13
    }

  // One after the other, where there are no four columns.
  for (let i = 0; i < rows; i++)
    for (let j = tiledColumns; j < width; j++) {
      const to = offset + i * width + j
      let total = numbers[to]!
      let x = a.offset + i * xRow
      let y = b.offset + j * yColumn
      for (let k = 0; k < inner; k++, x += xColumn, y += yRow) total += xs[x]! * ys[y]!
      numbers[to] = total
    }
}

/**
 * The matrix product, y[i, j] = Σ over k of a[i, k] b[k, j]. Either may be a transposed view, which costs no copy.
 */
export const matmul = <S extends Shape>(shape: S, a: AnyTensor, b: AnyTensor): Tensor<S> => {
  const left = strided(a)
  const right = strided(b)
  if (b.shape[0] !== a.shape[1]) throw shapeError(`${showShape(a.shape)} times ${showShape(b.shape)} does not fit`)
  const result = blank(shape)
  const { numbers, offset, size } = result
  for (let i = 0; i < size; i++) numbers[offset + i] = -0
  addProduct(result, left, right)
  return result
}

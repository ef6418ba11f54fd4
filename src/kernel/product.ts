/**
 * Sums of products.
 *
 * Whatever the loops, every sum is added up in the order of its products, one after the other: y[i, j] begins with
 * a[i, 0] b[0, j], then comes a[i, 1] b[1, j], …. (The loops begin at −0, which leaves every number as it is.)
 */
import { type Shape, shapeError, showShape } from '../Shape.js'
import { type AnyTensor, blank, strided, type Strided, type Tensor } from '../Tensor.js'

/** How far apart the rows of a matrix lie, and its columns. */
const rowStride = ({ shape, strides }: Strided): number => (strides === undefined ? shape[1]! : strides[0]!)
const columnStride = ({ strides }: Strided): number => (strides === undefined ? 1 : strides[1]!)

/** Two rows by four columns at a time: their sums need no memory meanwhile, and read every number for several of them. */
const inTiles = ({ shape, numbers, offset }: Strided, a: Strided, b: Strided, rows: number, columns: number): void => {
  const width = shape[1]!
  const inner = a.shape[1]!
  const { numbers: xs } = a
  const { numbers: ys } = b
  const xRow = rowStride(a)
  const xColumn = columnStride(a)
  const yRow = rowStride(b)
  const yColumn = columnStride(b)
  const twoColumns = 2 * yColumn
  const threeColumns = 3 * yColumn
  for (let j = 0; j < columns; j += 4)
    for (let i = 0; i < rows; i += 2) {
      const upper = offset + i * width + j
      const lower = upper + width
      let total00 = numbers[upper]!
      let total01 = numbers[upper + 1]!
      let total02 = numbers[upper + 2]!
      let total03 = numbers[upper + 3]!
      let total10 = numbers[lower]!
      let total11 = numbers[lower + 1]!
      let total12 = numbers[lower + 2]!
      let total13 = numbers[lower + 3]!
      let x = a.offset + i * xRow
      let y = b.offset + j * yColumn
      for (let k = 0; k < inner; k++) {
        const x0 = xs[x]!
        const x1 = xs[x + xRow]!
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
}

/** One row by four columns at a time, where there is no second row. */
const inStrips = (
  { shape: [rows = 0, width = 0], numbers, offset }: Strided,
  a: Strided,
  b: Strided,
  fromRow: number,
  columns: number
): void => {
  const inner = a.shape[1]!
  const { numbers: xs } = a
  const { numbers: ys } = b
  const xRow = rowStride(a)
  const xColumn = columnStride(a)
  const yRow = rowStride(b)
  const yColumn = columnStride(b)
  const twoColumns = 2 * yColumn
  const threeColumns = 3 * yColumn
  for (let i = fromRow; i < rows; i++)
    for (let j = 0; j < columns; j += 4) {
      const to = offset + i * width + j
      let total0 = numbers[to]!
      let total1 = numbers[to + 1]!
      let total2 = numbers[to + 2]!
      let total3 = numbers[to + 3]!
      let x = a.offset + i * xRow
      let y = b.offset + j * yColumn
      for (let k = 0; k < inner; k++) {
        const factor = xs[x]!
        total0 += factor * ys[y]!
        total1 += factor * ys[y + yColumn]!
        total2 += factor * ys[y + twoColumns]!
        total3 += factor * ys[y + threeColumns]!
        x += xColumn
        y += yRow
      }
      numbers[to] = total0
      numbers[to + 1] = total1
      numbers[to + 2] = total2
      numbers[to + 3] = total3
    }
}

/** One after the other, where there are no four columns. */
const oneByOne = (
  { shape: [rows = 0, width = 0], numbers, offset }: Strided,
  a: Strided,
  b: Strided,
  fromColumn: number
): void => {
  const inner = a.shape[1]!
  const { numbers: xs } = a
  const { numbers: ys } = b
  const xRow = rowStride(a)
  const xColumn = columnStride(a)
  const yRow = rowStride(b)
  const yColumn = columnStride(b)
  for (let i = 0; i < rows; i++)
    for (let j = fromColumn; j < width; j++) {
      const to = offset + i * width + j
      let total = numbers[to]!
      let x = a.offset + i * xRow
      let y = b.offset + j * yColumn
      for (let k = 0; k < inner; k++, x += xColumn, y += yRow) total += xs[x]! * ys[y]!
      numbers[to] = total
    }
}

/** Adds the product of a and b to a matrix that was just made. */
export const addProduct = (to: Strided, a: Strided, b: Strided): void => {
  const [rows = 0, columns = 0] = to.shape
  const evenRows = rows - (rows % 2)
  const whole = columns - (columns % 4)
  inTiles(to, a, b, evenRows, whole)
  inStrips(to, a, b, evenRows, whole)
  oneByOne(to, a, b, whole)
}

/** From so many products on it takes less time to cut matrices into tiles than it saves. */
const large = 1000

/**
 * The matrix product, y[i, j] = Σ over k of a[i, k] b[k, j]. Either may be a transposed view, which costs no copy.
 */
export const matmul = <S extends Shape>(shape: S, a: AnyTensor, b: AnyTensor): Tensor<S> => {
  const left = strided(a)
  const right = strided(b)
  if (b.shape[0] !== a.shape[1]) throw shapeError(`${showShape(a.shape)} times ${showShape(b.shape)} does not fit`)
  const result = blank(shape)
  const { numbers, offset, size } = result
  if (size * a.shape[1]! > large) {
    numbers.fill(-0, offset, offset + size)
    addProduct(result, left, right)
  } else {
    for (let i = 0; i < size; i++) numbers[offset + i] = -0
    oneByOne(result, left, right, 0)
  }
  return result
}

/**
 * Matrix products.
 *
 * Every loop adds the products in the same order, so that the rounding never depends on the loop: y[i, j] starts with
 * a[i, 0] b[0, j], then adds a[i, 1] b[1, j], …. `matmul` starts at −0, because −0 + x is x for every x, zeros included. Large
 * products are computed in WebAssembly, in the same order.
 */
import { elementCount, type Shape, type ShapeError, shapeError, showShape } from '../../tensor/Shape.js'
import {
  type AnyTensor,
  blank,
  strided,
  type Strided,
  stridesOf,
  type Tensor,
  view,
  whenRead
} from '../../tensor/Tensor.js'
import { multiplyInWasm } from './wasm/multiply.js'

/** The distances in the array from one row to the next, and from one column to the next. */
const rowStride = ({ shape, strides }: Strided): number => (strides === undefined ? shape[1]! : strides[0]!)
const columnStride = ({ strides }: Strided): number => (strides === undefined ? 1 : strides[1]!)

/** Whether a product has enough multiplications for tiles and WebAssembly to save more time than they cost. */
export const isLarge = (rows: number, inner: number, columns: number): boolean => rows * inner * columns > 1000

/**
 * Computes the product of a and b into `to`, a dense matrix that the caller has just created. Sums begin with `start`, or with
 * what `to` holds if there is no `start`.
 */
export type Product = (to: Strided, a: Strided, b: Strided, start?: number) => void

/** Computes the columns of a product from index `first` on, one number at a time. */
const columnsFrom = (first: number, to: Strided, a: Strided, b: Strided, start: number | undefined): void => {
  const rows = to.shape[0]!
  const width = to.shape[1]!
  const inner = a.shape[1]!
  const { numbers, offset } = to
  const { numbers: xs } = a
  const { numbers: ys } = b
  const xRow = rowStride(a)
  const xColumn = columnStride(a)
  const yRow = rowStride(b)
  const yColumn = columnStride(b)
  for (let i = 0; i < rows; i++)
    for (let j = first; j < width; j++) {
      const at = offset + i * width + j
      let total = start ?? numbers[at]!
      let x = a.offset + i * xRow
      let y = b.offset + j * yColumn
      for (let k = 0; k < inner; k++, x += xColumn, y += yRow) total += xs[x]! * ys[y]!
      numbers[at] = total
    }
}

/** The product without WebAssembly. */
export const scalarProduct: Product = (to, a, b, start) => {
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
  const tiledColumns = isLarge(rows, inner, width) ? width - (width % 4) : 0

  // Tiles of two rows by four columns: the eight sums stay in registers, and every number that is read serves several of them.
  // With an odd number of rows, the last row doubles as the second row of its tile.
  for (let j = 0; j < tiledColumns; j += 4)
    for (let i = 0; i < rows; i += 2) {
      const below = i + 1 < rows ? 1 : 0
      const upper = offset + i * width + j
      const lower = upper + below * width
      let total00 = start ?? numbers[upper]!
      let total01 = start ?? numbers[upper + 1]!
      let total02 = start ?? numbers[upper + 2]!
      let total03 = start ?? numbers[upper + 3]!
      let total10 = start ?? numbers[lower]!
      let total11 = start ?? numbers[lower + 1]!
      let total12 = start ?? numbers[lower + 2]!
      let total13 = start ?? numbers[lower + 3]!
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

  columnsFrom(tiledColumns, to, a, b, start)
}

/** The product, in WebAssembly if it is large. */
export const product: Product = (to, a, b, start) => {
  if (!isLarge(a.shape[0]!, a.shape[1]!, b.shape[1]!)) columnsFrom(0, to, a, b, start)
  else if (!multiplyInWasm(to, a, b, start)) scalarProduct(to, a, b, start)
}

/** The part at index i of the first axis: a view. */
const partAt = (i: number, tensor: Strided): Strided => {
  const [stride = 0, ...strides] = stridesOf(tensor)
  return view(tensor.shape.slice(1), tensor.numbers, strides, tensor.offset + i * stride)
}

const misfit = (what: string, a: Shape, b: Shape): ShapeError =>
  shapeError(`matmul: the ${what} must be equal, found ${showShape(a)} and ${showShape(b)}`)

/** Requires that the inner sizes are equal, and the leading axes. */
const requireProduct = ({ shape: a }: AnyTensor, { shape: b }: AnyTensor): void => {
  const rank = a.length
  if (b[rank - 2] !== a[rank - 1]) throw misfit('inner sizes', a, b)
  for (let axis = 0; axis < rank - 2; axis++) if (a[axis] !== b[axis]) throw misfit('leading axes', a, b)
}

/** The product of two matrices for every index of the leading axes. */
export const forEveryMatrix = (product: Product): Product => {
  const multiply: Product = (to, a, b, start) => {
    if (to.shape.length === 2) product(to, a, b, start)
    else for (let i = 0; i < to.shape[0]!; i++) multiply(partAt(i, to), partAt(i, a), partAt(i, b), start)
  }
  return multiply
}

/** Computes products of operands that `requireProduct` accepts, by one of the kernels. */
const computedBy = (product: Product) => {
  const multiply = forEveryMatrix(product)
  return <S extends Shape>(shape: S, a: Strided, b: Strided): Tensor<S> & Strided => {
    const result = blank(shape)
    multiply(result, a, b, -0)
    return result
  }
}

/** The operation `matmul`, computed at once by one of the kernels. */
export const matmulBy = (product: Product) => {
  const computed = computedBy(product)
  return <S extends Shape>(shape: S, a: AnyTensor, b: AnyTensor): Tensor<S> => {
    const left = strided(a)
    const right = strided(b)
    requireProduct(left, right)
    return computed(shape, left, right)
  }
}

const computed = /* @__PURE__ */ computedBy(product)

// A separate function, so that small products do not pay for the closure.
const whenItIsRead = <S extends Shape>(shape: S, a: Strided, b: Strided): Tensor<S> =>
  whenRead(shape, () => computed(shape, a, b))

/**
 * The matrix product, y[…, i, j] = Σ over k of a[…, i, k] b[…, k, j], for every index of the leading axes. The operands may be
 * views, which need no copy. A large product is computed when it is read.
 */
export const matmul = <S extends Shape>(shape: S, a: AnyTensor, b: AnyTensor): Tensor<S> => {
  const left = strided(a)
  const right = strided(b)
  requireProduct(left, right)
  return isLarge(elementCount(shape), left.shape.at(-1)!, 1)
    ? whenItIsRead(shape, left, right)
    : computed(shape, left, right)
}

import { type Strided, stridesOf, view } from '../../../tensor/Tensor.js'
import { double } from './precision.js'
import { multiplication, packedSize, packing, panelSize } from './product.js'
import { scratchFor, scratchLimit } from './scratch.js'

/** The functions of `product.ts`, which describes their parameters. Addresses and strides are in bytes. */
export interface ProductFunctions {
  readonly pack: (panels: number, a: number, rows: number, inner: number, row: number, column: number) => void
  readonly multiply: (
    c: number,
    a: number,
    b: number,
    bRow: number,
    bColumn: number,
    rows: number,
    columns: number,
    inner: number,
    adds: number,
    start: number,
    work: number
  ) => void
}

export const productFunctions = () => ({ pack: packing(double), multiply: multiplication(double) })

const scratch = /* @__PURE__ */ scratchFor<ProductFunctions>(productFunctions)

/**
 * Copies a matrix into scratch memory, and returns its strides there. Numbers that lie close together are copied at once, also
 * those of a transposed matrix.
 */
const copied = (to: Float64Array, at: number, matrix: Strided): readonly [row: number, column: number] => {
  const { numbers, offset, size } = matrix
  const [rows = 0, columns = 0] = matrix.shape
  const [row = 0, column = 0] = stridesOf(matrix)
  const range = (rows - 1) * row + (columns - 1) * column + 1
  if (range <= size) {
    to.set(numbers.subarray(offset, offset + range), at)
    return [row, column]
  }
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) to[at++] = numbers[offset + i * row + j * column]!
  return [columns, 1]
}

/** Rows or columns of a matrix, from an index on: a view. */
const part = (matrix: Strided, axis: number, from: number, length: number): Strided => {
  const strides = stridesOf(matrix)
  return view(matrix.shape.with(axis, length), matrix.numbers, strides, matrix.offset + from * strides[axis]!)
}

/**
 * Computes a product in WebAssembly: `start` + a b, or `to` + a b without a start. The result is false, and `to` unchanged, where
 * WebAssembly is not available or scratch memory is too small for one column.
 *
 * A product that does not fit is computed in two halves: the rows of a, or a range of k and then the rest of k, which is added
 * to the sums so far.
 *
 * @param limit numbers of scratch memory that one product may use
 */
export const multiplyWithin =
  (limit: number) =>
  (to: Strided, a: Strided, b: Strided, start?: number): boolean => {
    const [rows = 0, inner = 0] = a.shape
    const columns = b.shape[1]!
    const atB = a.size
    const atResult = atB + b.size
    const atPacked = atResult + to.size
    const atPanel = atPacked + packedSize(rows, inner)
    const size = atPanel + panelSize(double, rows, inner)
    if (size > limit) {
      const byRows = rows > inner
      const whole = byRows ? rows : inner
      const half = Math.ceil(whole / 2)
      const multiply = (from: number, length: number, start?: number): boolean =>
        byRows
          ? multiplyWithin(limit)(part(to, 0, from, length), part(a, 0, from, length), b, start)
          : multiplyWithin(limit)(to, part(a, 1, from, length), part(b, 0, from, length), start)
      return whole > 1 && multiply(0, half, start) && multiply(half, whole - half, byRows ? start : undefined)
    }
    const found = scratch(size)
    if (found === undefined) return false
    const [kernels, numbers] = found
    const [aRow, aColumn] = copied(numbers, 0, a)
    const [bRow, bColumn] = copied(numbers, atB, b)
    if (start === undefined) copied(numbers, atResult, to)
    kernels.pack(8 * atPacked, 0, rows, inner, 8 * aRow, 8 * aColumn)
    kernels.multiply(
      8 * atResult,
      8 * atPacked,
      8 * atB,
      8 * bRow,
      8 * bColumn,
      rows,
      columns,
      inner,
      start === undefined ? 1 : 0,
      start ?? 0,
      8 * atPanel
    )
    to.numbers.set(numbers.subarray(atResult, atPacked), to.offset)
    return true
  }

/** `multiplyWithin` the limit of scratch memory. */
export const multiplyInWasm = /* @__PURE__ */ multiplyWithin(scratchLimit)

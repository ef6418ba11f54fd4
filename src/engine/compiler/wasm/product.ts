import { type Expression, i32 } from '../../../algebra/kernel/wasm/instructions.js'
import { run } from '../../../algebra/kernel/wasm/module.js'
import { packedSize } from '../../../algebra/kernel/wasm/product.js'
import { type Scope } from './Scope.js'

type I32 = Expression<'i32'>

/** A matrix in memory. Strides are in elements. */
export interface Matrix {
  readonly at: I32
  readonly row: number
  readonly column: number
}

export interface Sizes {
  readonly rows: number
  readonly inner: number
  readonly columns: number
}

/** The two parts of a matrix product, which share working memory. */
export interface Product {
  /** Packs the left matrix. */
  readonly pack: (a: Matrix) => void
  /** Multiplies the packed matrix with another one. The result is dense. */
  readonly multiply: (to: I32, b: Matrix, start: number | 'result') => void
}

/** A product of matrices of these sizes, with working memory that is in use until the current node is written. */
export const product = ({ code, work }: Scope, { rows, inner, columns }: Sizes): Product => {
  const { bytes, kernels } = code.arithmetic
  const packed = i32.const(work(packedSize(rows, inner)).address)
  const panel = i32.const(work(kernels.panelSize(rows, inner)).address)
  const inBytes = (stride: number): I32 => i32.const(stride * bytes)
  return {
    pack: ({ at, row, column }) => {
      code.add(run(kernels.pack, packed, at, i32.const(rows), i32.const(inner), inBytes(row), inBytes(column)))
    },
    multiply: (to, { at, row, column }, start) => {
      const sizes = [i32.const(rows), i32.const(columns), i32.const(inner)] as const
      const b = [at, inBytes(row), inBytes(column)] as const
      code.add(kernels.multiply({ to, packed, b, sizes, start, work: panel }))
    }
  }
}

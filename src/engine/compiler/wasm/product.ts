import { type Expression, i32, loopFrom } from '../../../algebra/kernel/wasm/instructions.js'
import { run } from '../../../algebra/kernel/wasm/module.js'
import { packedSize } from '../../../algebra/kernel/wasm/product.js'
import { type Shape } from '../../../tensor/Shape.js'
import { type Code } from './Code.js'
import { merged } from './nest.js'
import { type Scope } from './Scope.js'
import { addressOf, type Strip } from './Strip.js'

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

/** Writes loops over the leading axes of three tensors, and calls `visit` once with the addresses of their matrices. */
export const eachIndex = (
  code: Code,
  leading: Shape,
  strips: readonly [left: Strip, right: Strip, result: Strip],
  visit: (left: I32, right: I32, result: I32) => void
): void => {
  const { shape, strides } = merged({ shape: leading, strides: strips.map(strip => strip.strides) })
  const indices = shape.map(() => code.declare('i32'))
  const at = (k: 0 | 1 | 2): I32 =>
    indices.reduce<I32>(
      (address, index, axis) =>
        i32.add(address, i32.multiply(index, i32.const((strides[k]?.[axis] ?? 0) * code.arithmetic.bytes))),
      addressOf(strips[k])
    )
  const body = code.collected(() => {
    visit(at(0), at(1), at(2))
  })
  const statements = shape.reduceRight(
    (inside, size, axis) =>
      loopFrom(indices[axis] ?? code.declare('i32'), i32.const(0), i32.const(size), i32.const(1), inside),
    body
  )
  code.add(...statements)
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

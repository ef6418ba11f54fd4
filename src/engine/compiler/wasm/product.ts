import { type Expression, i32, type Statement } from '../../../algebra/kernel/wasm/instructions.js'
import { run } from '../../../algebra/kernel/wasm/module.js'
import { multiplication, packedSize, packing, panelSize } from '../../../algebra/kernel/wasm/product.js'
import { type Arithmetic } from './Arithmetic.js'
import { type Code } from './Code.js'

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

/** Elements of working memory for the packed rows, and for the panel. */
export const workFor = (
  { arithmetic: { instructions } }: Code,
  { rows, inner }: Sizes
): readonly [packed: number, panel: number] => [packedSize(rows, inner), panelSize(instructions, rows, inner)]

/** Packs the left matrix of a product. */
export const packed = (code: Code, { rows, inner }: Sizes, a: Matrix, to: I32): Statement => {
  const { instructions } = code.arithmetic
  const pack = code.shared('pack', () => packing(instructions))
  const { bytes } = instructions
  return run(
    pack,
    to,
    a.at,
    i32.const(rows),
    i32.const(inner),
    i32.const(a.row * bytes),
    i32.const(a.column * bytes)
  )
}

/** Multiplies packed rows with a matrix, to a dense matrix. Its sums begin with `start`, or with what it holds. */
export const multiplied = (
  code: Code,
  sizes: Sizes,
  to: I32,
  packedRows: I32,
  b: Matrix,
  start: number | 'sum',
  panel: I32
): Statement => multipliedIn(code.arithmetic, code, sizes, to, packedRows, b, start, panel)

const multipliedIn = <T extends 'f32' | 'f64'>(
  { instructions, number }: Arithmetic<T>,
  code: Code,
  { rows, inner, columns }: Sizes,
  to: I32,
  packedRows: I32,
  b: Matrix,
  start: number | 'sum',
  panel: I32
): Statement => {
  const multiply = code.shared('multiply', () => multiplication(instructions))
  const { bytes } = instructions
  return run(
    multiply,
    to,
    packedRows,
    b.at,
    i32.const(b.row * bytes),
    i32.const(b.column * bytes),
    i32.const(rows),
    i32.const(columns),
    i32.const(inner),
    i32.const(start === 'sum' ? 1 : 0),
    number(start === 'sum' ? 0 : start),
    panel
  )
}

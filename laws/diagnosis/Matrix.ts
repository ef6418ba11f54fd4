/** Matrices of one example, and their products. */
import { type Shape } from '../../src/tensor/Shape.js'
import { at, type Place, type Row } from './Evidence.js'

export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly numbers: Row
}

/** The matrix of a tensor with at most two axes; one axis gives a row. */
export const matrix = (shape: Shape, numbers: Row): Matrix | undefined => {
  const [rows = 1, columns = 1] = shape.length === 1 ? [1, shape[0]] : shape
  return shape.length > 2 ? undefined : { rows, columns, numbers }
}

/** The matrix of a tensor for a batch of one. */
export const matrixOf = ({ part, shape }: Place, numbers: Row): Matrix | undefined =>
  matrix(part === 'input' ? shape.slice(1) : shape, numbers)

export const transposed = ({ rows, columns, numbers }: Matrix): Matrix => ({
  rows: columns,
  columns: rows,
  numbers: numbers.map((_, k) => at(numbers, (k % rows) * columns + Math.floor(k / rows)))
})

export const product = (a: Matrix, b: Matrix): Matrix => {
  const numbers = Array.from({ length: a.rows * b.columns }, (_, k) => {
    const [i, j] = [Math.floor(k / b.columns), k % b.columns]
    let sum = 0
    for (let m = 0; m < a.columns; m++) sum += at(a.numbers, i * a.columns + m) * at(b.numbers, m * b.columns + j)
    return sum
  })
  return { rows: a.rows, columns: b.columns, numbers }
}

export interface Operation {
  readonly sign: (a: string, b: string) => string
  /** Number of entries of the result, if the operands fit. */
  readonly shape: (a: Matrix, b: Matrix) => number | undefined
  readonly of: (a: Matrix, b: Matrix) => Matrix
}

export const operations: readonly Operation[] = [
  {
    sign: (a, b) => `${a} ∘ ${b}`,
    shape: (a, b) => (a.rows === b.rows && a.columns === b.columns ? a.rows * a.columns : undefined),
    of: (a, b) => ({ ...a, numbers: a.numbers.map((x, i) => x * at(b.numbers, i)) })
  },
  {
    sign: (a, b) => `${a} · ${b}`,
    shape: (a, b) => (a.columns === b.rows ? a.rows * b.columns : undefined),
    of: product
  },
  {
    sign: (a, b) => `(${a})ᵀ · ${b}`,
    shape: (a, b) => (a.rows === b.rows ? a.columns * b.columns : undefined),
    of: (a, b) => product(transposed(a), b)
  },
  {
    sign: (a, b) => `${a} · (${b})ᵀ`,
    shape: (a, b) => (a.columns === b.columns ? a.rows * b.rows : undefined),
    of: (a, b) => product(a, transposed(b))
  }
]

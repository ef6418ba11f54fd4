/** Rows of a matrix by their numbers, and the way back: each row of a gradient is added to the row that it came from. */
import { type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, type Tensor } from '../../tensor/Tensor.js'

/** The row that a number stands for: the nearest whole number. */
export const rowAt = (number: number, rows: number): number => {
  const row = Math.round(number)
  if (row >= 0 && row < rows) return row
  throw new RangeError(`A row must be a number from 0 to ${rows - 1}, found ${number}`)
}

export const gatherRows = <S extends Shape>(shape: S, matrix: AnyTensor, places: AnyTensor): Tensor<S> => {
  const [rows, at, result] = [dense(matrix), dense(places), blank(shape)]
  const [count = 0, width = 0] = matrix.shape
  for (let i = 0; i < at.size; i++) {
    const from = rows.offset + rowAt(at.numbers[at.offset + i]!, count) * width
    for (let j = 0; j < width; j++) result.numbers[result.offset + i * width + j] = rows.numbers[from + j]!
  }
  return result
}

export const scatterRows = <S extends Shape>(shape: S, places: AnyTensor, rows: AnyTensor): Tensor<S> => {
  const [at, from, result] = [dense(places), dense(rows), blank(shape)]
  const [count = 0, width = 0] = shape
  for (let i = 0; i < at.size; i++) {
    const to = result.offset + rowAt(at.numbers[at.offset + i]!, count) * width
    for (let j = 0; j < width; j++) result.numbers[to + j]! += from.numbers[from.offset + i * width + j]!
  }
  return result
}

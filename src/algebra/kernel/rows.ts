/** Rows of a matrix by their numbers, and the way back: each row of a gradient is added to the row that it came from. */
import { type Shape, showShape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, type Tensor } from '../../tensor/Tensor.js'

/** Element number i of a tensor of that shape, counted along each axis: of [2, 3], element 4 is [1, 1]. */
const placeOf = (i: number, shape: Shape): Shape => {
  let rest = i
  return shape
    .toReversed()
    .map(size => {
      const place = rest % size
      rest = (rest - place) / size
      return place
    })
    .toReversed()
}

/** Says which index names no row, for the layer or the operation of that name. */
const noRow = (name: string, index: number, i: number, places: Shape, rows: number): RangeError =>
  new RangeError(`${name}: index ${index} at ${showShape(placeOf(i, places))} is outside [0, ${rows})`)

/** The row that index number i names: the nearest whole number. */
export const rowAt = (index: number, rows: number, name: string, i: number, places: Shape): number => {
  const row = Math.round(index)
  if (row >= 0 && row < rows) return row
  throw noRow(name, index, i, places, rows)
}

export const gatherRows = <S extends Shape>(
  shape: S,
  matrix: AnyTensor,
  places: AnyTensor,
  name: string
): Tensor<S> => {
  const [rows, at, result] = [dense(matrix), dense(places), blank(shape)]
  const [count = 0, width = 0] = matrix.shape
  for (let i = 0; i < at.size; i++) {
    const from = rows.offset + rowAt(at.numbers[at.offset + i]!, count, name, i, places.shape) * width
    for (let j = 0; j < width; j++) result.numbers[result.offset + i * width + j] = rows.numbers[from + j]!
  }
  return result
}

export const scatterRows = <S extends Shape>(shape: S, places: AnyTensor, rows: AnyTensor): Tensor<S> => {
  const [at, from, result] = [dense(places), dense(rows), blank(shape)]
  const [count = 0, width = 0] = shape
  for (let i = 0; i < at.size; i++) {
    const to = result.offset + rowAt(at.numbers[at.offset + i]!, count, 'scatterRows', i, places.shape) * width
    for (let j = 0; j < width; j++) result.numbers[to + j]! += from.numbers[from.offset + i * width + j]!
  }
  return result
}

/** Rows of a matrix by index, and the gradient: each row of the output gradient is added to the row that it came from. */
import { type Shape, showShape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, type Tensor } from '../../tensor/Tensor.js'

/** The index along each axis of element i in row-major order: [1, 1] for element 4 of the shape [2, 3]. */
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

/** The error for an index outside the matrix. `name` is the layer or operation. */
const noRow = (name: string, index: number, i: number, places: Shape, rows: number): RangeError =>
  new RangeError(`${name}: index ${index} at ${showShape(placeOf(i, places))} is outside [0, ${rows})`)

/** Rounds an index to the nearest integer and requires a row of the matrix. */
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

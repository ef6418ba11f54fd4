/** Operations on the numbers of a tensor along one axis. */
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { indices } from '../value/Numbers.js'
import { at, type Row } from './Row.js'

const flat = (shape: Shape, place: Shape): number =>
  place.reduce((sum, index, axis) => sum * (shape[axis] ?? 1) + index, 0)

/** Moves the numbers to other indices. */
const from =
  (shape: Shape, place: (indices: Shape) => Shape) =>
  (row: Row): Row =>
    row.map((_, i) => at(row, flat(shape, place(indices(shape, i)))))

const along =
  (axis: number, f: (index: number) => number) =>
  (place: Shape): Shape =>
    place.map((index, a) => (a === axis ? f(index) : index))

export type Change = (row: Row) => Row

const size = (shape: Shape, axis: number): number => shape[axis] ?? 1

export const reversed = (shape: Shape, axis: number): Change =>
  from(
    shape,
    along(axis, index => size(shape, axis) - 1 - index)
  )

/** Reversed along both of the last two axes, as kernels are in a convolution's gradient. */
export const turned =
  (shape: Shape): Change =>
  row =>
    reversed(shape, shape.length - 1)(reversed(shape, shape.length - 2)(row))

export const shifted = (shape: Shape, axis: number, by: number): Change =>
  from(
    shape,
    along(axis, index => (index + by + size(shape, axis)) % size(shape, axis))
  )

/** Shifted along an axis, with zeros at the edge. */
export const movedOut =
  (shape: Shape, axis: number, by: number): Change =>
  row =>
    only(shape, axis, index => index + by >= 0 && index + by < size(shape, axis))(shifted(shape, axis, by)(row))

/** Repeats the slice at one index along the axis. */
export const repeated = (shape: Shape, axis: number, index: number): Change =>
  from(
    shape,
    along(axis, () => index)
  )

/** Zero except at the wanted indices of the axis. */
export const only =
  (shape: Shape, axis: number, wanted: (index: number) => boolean): Change =>
  row =>
    row.map((x, i) => (wanted(indices(shape, i)[axis] ?? 0) ? x : 0))

/** Repeats the sum along the axis. */
export const summed =
  (shape: Shape, axis: number): Change =>
  row =>
    row.map((_, i) =>
      Array.from({ length: size(shape, axis) }, (_, index) => index).reduce(
        (sum, index) => sum + at(row, flat(shape, along(axis, () => index)(indices(shape, i)))),
        0
      )
    )

/** The numbers of the tensor with two axes exchanged, in row-major order, with the old shape. */
export const transposed =
  (shape: Shape, axis: number, other: number): Change =>
  row => {
    const swap = (list: Shape): Shape =>
      list.map((x, a) => (a === axis ? (list[other] ?? x) : a === other ? (list[axis] ?? x) : x))
    const turned = swap(shape)
    return Array.from({ length: elementCount(shape) }, (_, i) => at(row, flat(shape, swap(indices(turned, i)))))
  }

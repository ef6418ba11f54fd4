/** What can be done to the numbers of a tensor along one of its axes. */
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { indices } from '../value/Numbers.js'
import { at, type Row } from './Evidence.js'

const flat = (shape: Shape, place: Shape): number =>
  place.reduce((sum, index, axis) => sum * (shape[axis] ?? 1) + index, 0)

/** Each number becomes the one at another place. */
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

/** Reversed along both of the last two axes, as a kernel is. */
export const turned =
  (shape: Shape): Change =>
  row =>
    reversed(shape, shape.length - 1)(reversed(shape, shape.length - 2)(row))

export const shifted = (shape: Shape, axis: number, by: number): Change =>
  from(
    shape,
    along(axis, index => (index + by + size(shape, axis)) % size(shape, axis))
  )

/** Shifted, with zeros where nothing comes from. */
export const movedOut =
  (shape: Shape, axis: number, by: number): Change =>
  row =>
    only(shape, axis, index => index + by >= 0 && index + by < size(shape, axis))(shifted(shape, axis, by)(row))

/** The slice at an index everywhere. */
export const repeated = (shape: Shape, axis: number, index: number): Change =>
  from(
    shape,
    along(axis, () => index)
  )

/** Zero wherever the index along the axis is not wanted. */
export const only =
  (shape: Shape, axis: number, wanted: (index: number) => boolean): Change =>
  row =>
    row.map((x, i) => (wanted(indices(shape, i)[axis] ?? 0) ? x : 0))

/** The sum along the axis everywhere. */
export const summed =
  (shape: Shape, axis: number): Change =>
  row =>
    row.map((_, i) =>
      Array.from({ length: size(shape, axis) }, (_, index) => index).reduce(
        (sum, index) => sum + at(row, flat(shape, along(axis, () => index)(indices(shape, i)))),
        0
      )
    )

/** The numbers of the tensor with two axes exchanged, in their order, under the old shape. */
export const transposed =
  (shape: Shape, axis: number, other: number): Change =>
  row => {
    const swap = (list: Shape): Shape =>
      list.map((x, a) => (a === axis ? (list[other] ?? x) : a === other ? (list[axis] ?? x) : x))
    const turned = swap(shape)
    return Array.from({ length: elementCount(shape) }, (_, i) => at(row, flat(shape, swap(indices(turned, i)))))
  }

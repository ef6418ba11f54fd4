/** Generates shapes for operations: ranges of axes, matrix products, tables and row indices. */
import * as fc from 'fast-check'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { fromArray } from '../../src/tensor/Tensor.js'
import { shape } from '../generator/value.js'

export const length = fc.integer({ min: 1, max: 5 })

/** A shape, and a range [from, to) of its axes. */
export const axes = (least: number) =>
  fc
    .tuple(
      shape().filter(({ length }) => length >= least),
      fc.nat(3),
      fc.nat(3)
    )
    .map(([shape, a, b]) => ({
      shape,
      from: Math.min(a, b, shape.length - least),
      to: Math.min(Math.max(a, b, Math.min(a, b, shape.length - least) + least), shape.length)
    }))

/** Sizes of a matrix product: mostly small, sometimes large enough for another kernel. */
export const productSizes = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(length, length, length) },
  { weight: 1, arbitrary: fc.constant([11, 10, 12] as const) }
)

/** Leading axes of a matrix product: mostly none. */
export const leadingAxes = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: shape(2) })

/** A shape, and one of its axes. */
export const axis = axes(1).map(({ shape, from }) => ({ shape, axis: from }))

/** A shape of up to four axes, and its axes in another order. In a cube, every wrong order fits as well. */
export const permutations = fc.oneof(shape(4), fc.constant([3, 3, 3])).chain(shape => {
  const axes = shape.map((_, axis) => axis)
  return fc.record({
    shape: fc.constant(shape),
    order: fc.shuffledSubarray(axes, { minLength: axes.length })
  })
})

/** The shape with its axes in another order. */
export const permuted = (shape: Shape, order: readonly number[]): Shape => order.map(axis => shape[axis] ?? NaN)

/** The size of a matrix, and a tensor of row indices. */
export const selections = fc.tuple(length, length, shape(2)).chain(([rows, features, shape]) =>
  fc.record({
    rows: fc.constant(rows),
    features: fc.constant(features),
    places: fc
      .array(fc.nat(rows - 1), { minLength: elementCount(shape), maxLength: elementCount(shape) })
      .map(numbers => fromArray(shape, numbers))
  })
)

/** Tensors as they are written down and shown: numbers in lists, a list an axis. */
import { type Nested, type NestedOf, nest, showNumbers } from './lists.js'
import { elementCount, sameShape, type Shape, shapeError, showShape } from './Shape.js'
import { type AnyTensor, fresh, rowMajorNumbers, type Tensor } from './Tensor.js'

export type { Nested, NestedOf } from './lists.js'

/** The shape of nested lists. The lists of an array literal have literal sizes; others have the size `number`. */
export type ShapeOf<X> = Nested extends X
  ? Shape
  : X extends readonly unknown[]
    ? readonly [X['length'], ...ShapeOf<X[number]>]
    : readonly []

/** Whether X is a union of several types. */
export type IsUnion<X, Y = X> = X extends unknown ? ([Y] extends [X] ? false : true) : never

/** Rows of different lengths have a union of shapes; this makes the compiler say so. */
type Rectangular<X> = true extends IsUnion<ShapeOf<X>> ? { readonly error: 'the rows differ in length' } : unknown

const shapeOfNested = (nested: Nested): Shape => {
  if (typeof nested === 'number') return []
  if (!Array.isArray(nested)) throw new TypeError(`tensor takes numbers in nested lists, found ${typeof nested}`)
  const [first, ...others] = nested.map(shapeOfNested)
  if (first === undefined) throw shapeError('A tensor needs at least one number along each axis, found []')
  others.forEach((other, i) => {
    if (!sameShape(first, other))
      throw shapeError(`Row 0 has the shape ${showShape(first)}, but row ${i + 1} has ${showShape(other)}`)
  })
  return [nested.length, ...first]
}

/** The numbers in row-major order. */
const flatten = (nested: Nested, size: number): Float64Array => {
  const numbers = new Float64Array(size)
  let place = 0
  const write = (part: Nested): void => {
    if (typeof part === 'number') numbers[place++] = part
    else part.forEach(write)
  }
  write(nested)
  return numbers
}

/**
 * A tensor of numbers in nested lists, which are copied. Sizes in an array literal are literal types, others are `number`.
 *
 * @throws ShapeError if rows differ in length, or a list is empty
 * @throws TypeError if an entry is neither a number nor a list
 * @example tensor([[0, 1], [1, 1]]) // Tensor<readonly [2, 2]>
 * @example tensor(rows) // Tensor<readonly [number, number]> for `rows: number[][]`
 */
export function tensor<const X extends Nested>(nested: X & Rectangular<X>): Tensor<ShapeOf<X>>
export function tensor(nested: Nested): Tensor<Shape> {
  const shape = shapeOfNested(nested)
  return fresh(shape, flatten(nested, elementCount(shape)))
}

/** A copy of the numbers as nested lists, one level per axis: of a matrix, a list of rows. */
export const toNested = <S extends Shape>(tensor: Tensor<S>): NestedOf<S> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- as many levels as the shape has axes, which the checker cannot count
  nest(tensor.shape, rowMajorNumbers(tensor)) as NestedOf<S>

/** The numbers of a tensor as text: `[[0, 1], [1, 1]]`, with at most six digits a number and the middle of long axes left out. */
export const showTensor = (tensor: AnyTensor): string => showNumbers(tensor.shape, rowMajorNumbers(tensor))

import { type Nested, type NestedOf, nest, showNumbers } from './lists.js'
import { elementCount, sameShape, type Shape, shapeError, showShape } from './Shape.js'
import { type AnyTensor, fresh, rowMajorNumbers, type Tensor } from './Tensor.js'

export type { Nested, NestedOf } from './lists.js'

/**
 * The shape of nested lists as a type. An array literal has literal sizes; any other list has the size `number`.
 *
 * @example type S = ShapeOf<readonly [readonly [0, 1, 2], readonly [3, 4, 5]]> // readonly [2, 3]
 */
export type ShapeOf<X> = Nested extends X
  ? Shape
  : X extends readonly unknown[]
    ? readonly [X['length'], ...ShapeOf<X[number]>]
    : readonly []

/** Whether X is a union of several types. */
export type IsUnion<X, Y = X> = X extends unknown ? ([Y] extends [X] ? false : true) : never

/** Rejects rows of different lengths at compile time: their shapes form a union. */
type Rectangular<X> = true extends IsUnion<ShapeOf<X>> ? { readonly error: 'the rows differ in length' } : unknown

const shapeOfNested = (nested: Nested): Shape => {
  if (typeof nested === 'number') return []
  if (!Array.isArray(nested)) throw new TypeError(`tensor takes numbers in nested lists, found ${typeof nested}`)
  const [first, ...others] = nested.map(shapeOfNested)
  if (first === undefined) throw shapeError('tensor: lists must not be empty, found []')
  others.forEach((other, i) => {
    if (!sameShape(first, other))
      throw shapeError(
        `tensor: rows must have the same shape, found ${showShape(first)} in row 0 and ${showShape(other)} in row ${i + 1}`
      )
  })
  return [nested.length, ...first]
}

/** Copies the numbers of nested lists into one array, in row-major order. */
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
 * Makes a tensor from numbers in nested lists, one level per axis. The numbers are copied. The sizes of an array literal become
 * literal types; other lists have sizes of type `number`. A plain number makes a scalar.
 *
 * @throws ShapeError if rows differ in length, or if a list is empty
 * @throws TypeError if an entry is neither a number nor a list
 * @example tensor([[0, 1], [1, 1]]) // Tensor<readonly [2, 2]>
 * @example tensor(Array.from({ length: 3 }, () => [0, 1])) // Tensor<readonly [number, number]>, of shape [3, 2]
 */
export function tensor<const X extends Nested>(nested: X & Rectangular<X>): Tensor<ShapeOf<X>>
export function tensor(nested: Nested): Tensor<Shape> {
  const shape = shapeOfNested(nested)
  return fresh(shape, flatten(nested, elementCount(shape)))
}

/**
 * Copies the numbers of a tensor into nested lists, one level per axis: a matrix becomes a list of rows. The inverse of `tensor`.
 *
 * @throws NumbersError if the tensor is traced and therefore holds no numbers
 * @example toNested(tensor([[0, 1], [1, 1]])) // [[0, 1], [1, 1]]
 */
export const toNested = <S extends Shape>(tensor: Tensor<S>): NestedOf<S> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- `nest` adds one level per axis, which the type checker cannot follow
  nest(tensor.shape, rowMajorNumbers(tensor)) as NestedOf<S>

/**
 * Formats the numbers of a tensor as text, with at most six significant digits per number. Long axes show only their ends:
 * three entries each for at most two axes, otherwise one.
 *
 * @throws NumbersError if the tensor is traced and therefore holds no numbers
 * @example showTensor(tensor([[0, 1], [1, 1 / 3]])) // '[[0, 1], [1, 0.333333]]'
 */
export const showTensor = (tensor: AnyTensor): string => showNumbers(tensor.shape, rowMajorNumbers(tensor))

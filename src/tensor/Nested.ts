/** Tensors as they are written down and shown: numbers in lists, a list an axis. */
import { count, sameShape, type Shape, shapeError, showShape } from './Shape.js'
import { type AnyTensor, fresh, type Tensor, toArray } from './Tensor.js'

/** Numbers as they are written down: `[[0, 1], [1, 1]]`. */
export type Nested = number | readonly Nested[]

export type ShapeOf<X> = Nested extends X
  ? Shape
  : X extends readonly unknown[]
    ? readonly [X['length'], ...ShapeOf<X[number]>]
    : readonly []

type IsUnion<X, Y = X> = X extends unknown ? ([Y] extends [X] ? false : true) : never

/** Rows of different lengths have a union of shapes; this makes the compiler say so. */
type Rectangular<X> = true extends IsUnion<ShapeOf<X>> ? { readonly error: 'the rows differ in length' } : unknown

const shapeOfNested = (nested: Nested): Shape => {
  if (typeof nested === 'number') return []
  const [first, ...others] = nested.map(shapeOfNested)
  if (first === undefined) throw shapeError('A tensor needs at least one number along each axis, found []')
  others.forEach((other, i) => {
    if (!sameShape(first, other))
      throw shapeError(`Row 0 has the shape ${showShape(first)}, but row ${i + 1} has ${showShape(other)}`)
  })
  return [nested.length, ...first]
}

const flatten = (nested: Nested): readonly number[] => (typeof nested === 'number' ? [nested] : nested.flatMap(flatten))

/** A tensor of the numbers written down: `tensor([[0, 1], [1, 1]])` is a `Tensor<readonly [2, 2]>`. Copies them. */
export function tensor<const X extends Nested>(nested: X & Rectangular<X>): Tensor<ShapeOf<X>>
export function tensor(nested: Nested): Tensor<Shape> {
  return fresh(shapeOfNested(nested), Float64Array.from(flatten(nested)))
}

/** A copy of the numbers, nested by axis. */
export const toNested = (tensor: AnyTensor): Nested => {
  const nest = (shape: Shape, numbers: readonly number[]): Nested => {
    const [size, ...inner] = shape
    if (size === undefined) return numbers[0] ?? NaN
    const length = count(inner)
    return Array.from({ length: size }, (_, i) => nest(inner, numbers.slice(i * length, (i + 1) * length)))
  }
  return nest(tensor.shape, toArray(tensor))
}

/** `[[0, 1], [1, 1]]`, with at most six digits a number and the middle of long axes left out. */
export const show = (tensor: AnyTensor): string => {
  const write = (nested: Nested): string => {
    if (typeof nested === 'number') return Object.is(nested, -0) ? '-0' : String(Number(nested.toPrecision(6)))
    const parts = nested.map(write)
    return `[${(parts.length > 8 ? [...parts.slice(0, 3), '…', ...parts.slice(-3)] : parts).join(', ')}]`
  }
  return write(toNested(tensor))
}

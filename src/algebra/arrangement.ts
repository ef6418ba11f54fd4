import { interpreterOf as of, interpreterOfBoth as ofBoth } from './Interpreter.js'
import * as layout from './kernel/layout.js'
import { sameShape, type Shape, shapeError, showShape } from '../tensor/Shape.js'
import { type Plus, plus } from '../tensor/Size.js'
import { type AnyTensor, scalar, type Tensor } from '../tensor/Tensor.js'

/**
 * Repeats a tensor along new leading axes and along axes of size one, until it has the given shape. The result is a view.
 *
 *     broadcast([4, 3], x)      [3] → [4, 3]      [1, 3] → [4, 3]      [4, 1] → [4, 3]
 *
 * The gradient is the sum over the repeated axes.
 *
 * @throws ShapeError if an axis of `x` has a size other than 1 and the size in `shape`
 * @throws TypeError if x is not a tensor
 * @example Algebra.broadcast([2, 3], tensor([1, 2, 3])) // [[1, 2, 3], [1, 2, 3]]
 */
export const broadcast = <const S extends Shape>(shape: S, x: AnyTensor): Tensor<S> =>
  (of(x)?.broadcast ?? layout.broadcast)(shape, x)

/** The shape S with its axes in another order: `Permuted<readonly [2, 3, 4], readonly [0, 2, 1]>` is `readonly [2, 4, 3]`. */
export type Permuted<S extends Shape, Order extends Shape> = {
  readonly [I in keyof Order]: Order[I] extends number ? S[Order[I]] : never
}

/** One number per axis. */
type AxesOf<S extends Shape> = { readonly [I in keyof S]: number }

/**
 * Reorders the axes: axis i of the result is axis `order[i]` of x. The result is a view.
 *
 *     permute([0, 2, 1, 3], x)      [b, t, h, d] → [b, h, t, d]
 *
 * The gradient is the permutation with the inverse order. `transpose` exchanges the last two axes.
 *
 * @param order every axis of x once
 * @throws ShapeError if `order` does not name every axis of x once
 * @throws TypeError if x is not a tensor
 * @example Algebra.permute([1, 0], tensor([[1, 2, 3]])) // [[1], [2], [3]]
 */
export const permute = <S extends Shape, const Order extends Shape>(
  order: Order & AxesOf<S>,
  x: Tensor<S>
): Tensor<Permuted<S, Order>> => {
  const operation = of(x)?.permute ?? layout.permute
  if (order.length !== x.shape.length || !x.shape.every((_, axis) => order.includes(axis)))
    throw shapeError(
      `permute: the order must name every axis of the shape ${showShape(x.shape)} once, found ${showShape(order)}`
    )
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple indexed by a list
  return operation(order.map(axis => x.shape[axis]) as unknown as Permuted<S, Order>, x, order)
}

/**
 * The same numbers in row-major order, with another shape.
 *
 * @throws ShapeError if the two shapes have different numbers of elements
 * @throws TypeError if x is not a tensor
 * @example Algebra.reshape([3, 2], tensor([[1, 2, 3], [4, 5, 6]])) // [[1, 2], [3, 4], [5, 6]]
 */
export const reshape = <const S extends Shape>(shape: S, x: AnyTensor): Tensor<S> =>
  (of(x)?.reshape ?? layout.reshape)(shape, x)

/** The shape S with the size N along an axis: `Resized<readonly [2, 3, 4], 1, 5>` is `readonly [2, 5, 4]`. */
export type Resized<S extends Shape, Axis extends number, N extends number> = {
  readonly [I in keyof S]: I extends `${Axis}` ? N : S[I]
}

const resized = <S extends Shape, Axis extends number, N extends number>(
  shape: S,
  axis: Axis,
  size: N
): Resized<S, Axis, N> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow `with` on tuples
  shape.with(axis, size) as unknown as Resized<S, Axis, N>

/** Requires an axis of the shape, and `size` indices along it from `start` on. */
const requirePart = (name: string, shape: Shape, axis: number, start: number, size: number): void => {
  const length = shape[axis]
  if (length !== undefined && start >= 0 && size >= 1 && start + size <= length) return
  throw shapeError(`${name}: axis ${axis} of ${showShape(shape)} has no part of size ${size} from index ${start}`)
}

/**
 * The part of an axis from index `start` on: [...l, n, ...r] → [...l, size, ...r]. The result is a view. The gradient is `padded`.
 *
 * @throws ShapeError if the part is not inside the axis
 * @throws TypeError if x is not a tensor
 * @example Algebra.slice(0, 1, 2, tensor([1, 2, 3, 4])) // [2, 3]
 */
export const slice = <S extends Shape, const Axis extends number, N extends number>(
  axis: Axis,
  start: number,
  size: N,
  x: Tensor<S>
): Tensor<Resized<S, Axis, N>> => {
  const operation = of(x)?.slice ?? layout.slice
  requirePart('slice', x.shape, axis, start, size)
  return operation(resized(x.shape, axis, size), x, axis, start)
}

/**
 * Concatenates two tensors along an axis: [...l, m, ...r] and [...l, n, ...r] → [...l, m + n, ...r]. The gradients are the two
 * slices of the output gradient.
 *
 * @throws ShapeError if the sizes along another axis differ
 * @throws TypeError if an operand is not a tensor
 * @example Algebra.concatenateAlong(0, tensor([1]), tensor([2, 3])) // [1, 2, 3]
 */
export const concatenateAlong = <S extends Shape, Y extends Shape, const Axis extends number>(
  axis: Axis,
  x: Tensor<S>,
  y: Tensor<Y>
): Tensor<Resized<S, Axis, Plus<S[Axis], Y[Axis]>>> => {
  const operation = ofBoth(x, y)?.concatenate ?? layout.concatenate
  const [m, n]: readonly [S[Axis], Y[Axis]] = [x.shape[axis], y.shape[axis]]
  if (!sameShape(resized<Shape, Axis, number>(x.shape, axis, n), y.shape))
    throw shapeError(
      `concatenateAlong: the shapes ${showShape(x.shape)} and ${showShape(y.shape)} may differ along axis ${axis} only`
    )
  return operation(resized(x.shape, axis, plus(m, n)), x, y, axis)
}

/**
 * A tensor of zeros of the given shape that holds x along an axis from index `start` on: the gradient of `slice`.
 *
 * @throws ShapeError if x is not inside the shape
 * @throws TypeError if x is not a tensor
 * @example Algebra.padded([4], 0, 1, tensor([7, 8])) // [0, 7, 8, 0]
 */
export const padded = <const S extends Shape>(shape: S, axis: number, start: number, x: AnyTensor): Tensor<S> => {
  const concatenate = of(x)?.concatenate ?? layout.concatenate
  const size = x.shape[axis] ?? 0
  requirePart('padded', shape, axis, start, size)
  if (!sameShape(shape.with(axis, size), x.shape))
    throw shapeError(`padded: ${showShape(x.shape)} and ${showShape(shape)} may differ along axis ${axis} only`)
  const zeros = (size: number): AnyTensor => layout.broadcast(shape.with(axis, size), scalar(0))
  const after = (shape[axis] ?? 0) - start - size
  const left: AnyTensor = start === 0 ? x : concatenate(shape.with(axis, start + size), zeros(start), x, axis)
  return after === 0 ? reshape(shape, left) : concatenate(shape, left, zeros(after), axis)
}

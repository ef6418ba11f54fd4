import { interpreterOf as of } from './Interpreter.js'
import * as layout from './kernel/layout.js'
import { type Shape, shapeError, showShape } from '../tensor/Shape.js'
import { type AnyTensor, type Tensor } from '../tensor/Tensor.js'

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

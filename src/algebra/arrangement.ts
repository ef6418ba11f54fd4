import { interpreterOf as of } from './Interpreter.js'
import * as layout from './kernel/layout.js'
import { type Shape } from '../tensor/Shape.js'
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

/**
 * The same numbers in row-major order, with another shape.
 *
 * @throws ShapeError if the two shapes have different numbers of elements
 * @throws TypeError if x is not a tensor
 * @example Algebra.reshape([3, 2], tensor([[1, 2, 3], [4, 5, 6]])) // [[1, 2], [3, 4], [5, 6]]
 */
export const reshape = <const S extends Shape>(shape: S, x: AnyTensor): Tensor<S> =>
  (of(x)?.reshape ?? layout.reshape)(shape, x)

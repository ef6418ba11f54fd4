import { interpreterOf as of, interpreterOfBoth as ofBoth } from './Interpreter.js'
import * as layout from './kernel/layout.js'
import { matmul as product } from './kernel/product.js'
import * as kernel from './kernel/rows.js'
import { type Shape } from '../tensor/Shape.js'
import { type Plus, plus } from '../tensor/Size.js'
import { type AnyTensor, type Tensor } from '../tensor/Tensor.js'
import { broadcast } from './arrangement.js'
import { add } from './elementwise.js'

/**
 * The matrix product, for every index of the leading axes. Transposed operands cost no copy.
 *
 *     y[…, i, j] = Σ over k of a[…, i, k] b[…, k, j]      [...l, m, k] × [...l, k, n] → [...l, m, n]
 *
 * The gradients are products with a transpose: da = dy bᵀ and db = aᵀ dy.
 *
 * @throws ShapeError if the two inner sizes differ, or the leading axes
 * @throws TypeError if an operand is not a tensor
 * @example Algebra.matmul(tensor([[1, 2]]), tensor([[3], [4]])) // [[11]]
 */
export const matmul = <const L extends Shape, M extends number, K extends number, N extends number>(
  a: Tensor<readonly [...L, M, K]>,
  b: Tensor<readonly [...L, NoInfer<K>, N]>
): Tensor<readonly [...L, M, N]> => {
  const operation = ofBoth(a, b)?.matmul ?? product
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow `with` on tuples
  const shape = a.shape.with(-1, b.shape.at(-1) ?? NaN) as unknown as readonly [...L, M, N]
  return operation(shape, a, b)
}

/** The order of axes that exchanges the last two. Lists for the common ranks are not made again on every call. */
const lastTwoExchanged = (rank: number): Shape =>
  rank === 2 ? ofMatrix : Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i))

const ofMatrix: Shape = [1, 0]

/**
 * Swaps rows and columns, the last two axes: [...l, m, n] → [...l, n, m]. The result is a view.
 *
 * @throws TypeError if x is not a tensor
 * @example Algebra.transpose(tensor([[1, 2, 3]])) // [[1], [2], [3]]
 */
export const transpose = <const L extends Shape, M extends number, N extends number>(
  x: Tensor<readonly [...L, M, N]>
): Tensor<readonly [...L, N, M]> => {
  const order = lastTwoExchanged(x.shape.length)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple indexed by a list
  const shape = order.map(axis => x.shape[axis]) as unknown as readonly [...L, N, M]
  return (of(x)?.permute ?? layout.permute)(shape, x, order)
}

/**
 * Adds one row to every row of a matrix, for example a bias: [n] and [m, n] → [m, n].
 *
 * @throws ShapeError if the rows differ in length
 * @throws TypeError if an operand is not a tensor
 * @example pipe(tensor([[1, 2], [3, 4]]), Algebra.addToRows(tensor([10, 20]))) // [[11, 22], [13, 24]]
 */
export const addToRows =
  <N extends number>(row: Tensor<readonly [N]>) =>
  <M extends number>(rows: Tensor<readonly [M, N]>): Tensor<readonly [M, N]> =>
    add(rows, broadcast(rows.shape, row))

/**
 * Concatenates the features of two matrices, row by row: [m, i] and [m, j] → [m, i + j]. `split` is the inverse.
 *
 * The types require the same number of rows. Numbers of rows known only at run time are not checked.
 *
 * @throws TypeError if an operand is not a tensor
 * @example Algebra.concatenate(tensor([[1, 2]]), tensor([[3]])) // [[1, 2, 3]]
 */
export const concatenate = <M extends number, I extends number, J extends number>(
  x: Tensor<readonly [M, I]>,
  y: Tensor<readonly [NoInfer<M>, J]>
): Tensor<readonly [M, Plus<I, J>]> =>
  (ofBoth(x, y)?.concatenate ?? layout.concatenate)<readonly [M, Plus<I, J>]>(
    [x.shape[0], plus(x.shape[1], y.shape[1])],
    x,
    y,
    1
  )

/**
 * Splits the features of a matrix in two: [m, i + j] → [m, i] and [m, j]. Both results are views. The inverse of `concatenate`.
 *
 * @param first number of features in the first result, i
 * @param rest number of features in the second result, j
 * @throws TypeError if x is not a tensor
 * @example Algebra.split(tensor([[1, 2, 3]]), 2, 1) // [[[1, 2]], [[3]]]
 */
export const split = <M extends number, I extends number, J extends number>(
  x: Tensor<readonly [M, Plus<I, J>]>,
  first: I,
  rest: J
): readonly [Tensor<readonly [M, I]>, Tensor<readonly [M, J]>] => {
  const slice = of(x)?.slice ?? layout.slice
  return [slice<readonly [M, I]>([x.shape[0], first], x, 1, 0), slice<readonly [M, J]>([x.shape[0], rest], x, 1, first)]
}

/**
 * Looks up rows of a matrix by index, as an embedding does: y[i] = matrix[places[i]]. Indices start at 0 and are rounded to the
 * nearest integer.
 *
 *     matrix [v, f] and places [...p] → [...p, f]
 *
 * The gradient with respect to the matrix is `scatterRows`.
 *
 * @param shape shape of the result, [...p, f]
 * @param name name that starts the error message. Default: 'gatherRows'.
 * @throws RangeError if an index is outside [0, v), on the engines eager and javascript
 * @throws TypeError if an operand is not a tensor
 * @example Algebra.gatherRows([2, 1], tensor([[10], [11], [12]]), tensor([2, 0])) // [[12], [10]]
 */
export const gatherRows = <const S extends Shape>(
  shape: S,
  matrix: Tensor<readonly [number, number]> | AnyTensor,
  places: AnyTensor,
  name = 'gatherRows'
): Tensor<S> => (ofBoth(matrix, places)?.gatherRows ?? kernel.gatherRows)(shape, matrix, places, name)

/**
 * The gradient of `gatherRows` with respect to the matrix: adds every row of `rows` to the row of a zero matrix at its index.
 *
 *     dmatrix[r] = Σ over i with places[i] = r of rows[i]      places [...p] and rows [...p, f] → [v, f]
 *
 * @param shape shape of the matrix, [v, f]
 * @throws RangeError if an index is outside [0, v), on the engines eager and javascript
 * @throws TypeError if an operand is not a tensor
 * @example Algebra.scatterRows([3, 1], tensor([2, 2]), tensor([[1], [5]])) // [[0], [0], [6]]
 */
export const scatterRows = <V extends number, F extends number>(
  shape: readonly [V, F],
  places: AnyTensor,
  rows: AnyTensor
): Tensor<readonly [V, F]> => (ofBoth(places, rows)?.scatterRows ?? kernel.scatterRows)(shape, places, rows)

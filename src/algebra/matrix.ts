import { interpreterOf as of, interpreterOfBoth as ofBoth } from './Interpreter.js'
import { addToRows as addToRowsKernel } from './kernel/fused.js'
import * as layout from './kernel/layout.js'
import { matmul as matmulKernel } from './kernel/product.js'
import * as kernel from './kernel/rows.js'
import { type Shape, shapeError, showShape } from '../tensor/Shape.js'
import { type Plus, plus } from '../tensor/Size.js'
import { type AnyTensor, type Tensor } from '../tensor/Tensor.js'

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
  const operation = ofBoth(a, b)?.matmul ?? matmulKernel
  // The shape for two matrices is written out, because V8 takes 20 ns longer for `with`.
  const product = a.shape.length === 2 ? [a.shape[0], b.shape[1]] : a.shape.with(-1, b.shape.at(-1) ?? NaN)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow `with` on tuples
  const shape = product as unknown as readonly [...L, M, N]
  return operation(shape, a, b)
}

/** The order of axes that exchanges the last two. */
const lastTwoExchanged = (rank: number): Shape =>
  Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i))

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
  const permute = of(x, 'transpose')?.permute ?? layout.permute
  const { shape } = x
  const isMatrix = shape.length === 2
  // A dense layer transposes matrices three times a step, so that case makes no list of axes.
  const order = isMatrix ? ofMatrix : lastTwoExchanged(shape.length)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple indexed by a list
  const exchanged = (isMatrix ? [shape[1], shape[0]] : order.map(axis => shape[axis])) as unknown as readonly [
    ...L,
    N,
    M
  ]
  return permute(exchanged, x, order)
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
  <M extends number>(rows: Tensor<readonly [M, N]>): Tensor<readonly [M, N]> => {
    const traced = ofBoth(rows, row, 'addToRows')
    // This access throws if an operand is not a tensor.
    const operation = traced?.add ?? addToRowsKernel
    if (row.shape[0] !== rows.shape[1])
      throw shapeError(
        `addToRows: cannot add a row of shape ${showShape(row.shape)} to rows of shape ${showShape(rows.shape)}`
      )
    return operation(rows.shape, rows, traced === undefined ? row : traced.broadcast(rows.shape, row))
  }

/** The shape with another number of features. */
const withFeatures = <L extends Shape, N extends number>(
  shape: readonly [...L, number],
  features: N
): readonly [...L, N] =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow `with` on tuples
  shape.with(-1, features) as unknown as readonly [...L, N]

/**
 * Concatenates the features of two tensors, row by row: [...l, i] and [...l, j] → [...l, i + j]. `split` is the inverse,
 * `concatenateAlong` concatenates along any axis.
 *
 * The types require the same leading axes. Sizes known only at run time are not checked.
 *
 * @throws TypeError if an operand is not a tensor
 * @example Algebra.concatenate(tensor([[1, 2]]), tensor([[3]])) // [[1, 2, 3]]
 */
export const concatenate = <const L extends Shape, I extends number, J extends number>(
  x: Tensor<readonly [...L, I]>,
  y: Tensor<readonly [...L, J]>
): Tensor<readonly [...L, Plus<I, J>]> => {
  const operation = ofBoth(x, y)?.concatenate ?? layout.concatenate
  const axis = x.shape.length - 1
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow indices into variadic tuples
  const [i, j] = [x.shape[axis] as I, y.shape[axis] as J]
  return operation(withFeatures<L, Plus<I, J>>(x.shape, plus(i, j)), x, y, axis)
}

/**
 * The features from index `start` on: [...l, f] → [...l, size]. The result is a view.
 *
 * @throws TypeError if x is not a tensor
 * @example Algebra.featuresOf(1, 2, tensor([[1, 2, 3, 4]])) // [[2, 3]]
 */
export const featuresOf = <const L extends Shape, F extends number, N extends number>(
  start: number,
  size: N,
  x: Tensor<readonly [...L, F]>
): Tensor<readonly [...L, N]> =>
  (of(x)?.slice ?? layout.slice)(withFeatures<L, N>(x.shape, size), x, x.shape.length - 1, start)

/**
 * Splits the features in two: [...l, i + j] → [...l, i] and [...l, j]. Both results are views. The inverse of `concatenate`.
 *
 * @param first number of features in the first result, i
 * @param rest number of features in the second result, j
 * @throws TypeError if x is not a tensor
 * @example Algebra.split(tensor([[1, 2, 3]]), 2, 1) // [[[1, 2]], [[3]]]
 */
export const split = <const L extends Shape, I extends number, J extends number>(
  x: Tensor<readonly [...L, Plus<I, J>]>,
  first: I,
  rest: J
): readonly [Tensor<readonly [...L, I]>, Tensor<readonly [...L, J]>] => {
  const slice = of(x)?.slice ?? layout.slice
  const axis = x.shape.length - 1
  return [
    slice(withFeatures<L, I>(x.shape, first), x, axis, 0),
    slice(withFeatures<L, J>(x.shape, rest), x, axis, first)
  ]
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
 * @throws RangeError if an index is outside [0, v), on the engines eager, javascript and wasm
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
 * @throws RangeError if an index is outside [0, v), on the engines eager, javascript and wasm
 * @throws TypeError if an operand is not a tensor
 * @example Algebra.scatterRows([3, 1], tensor([2, 2]), tensor([[1], [5]])) // [[0], [0], [6]]
 */
export const scatterRows = <V extends number, F extends number>(
  shape: readonly [V, F],
  places: AnyTensor,
  rows: AnyTensor
): Tensor<readonly [V, F]> => (ofBoth(places, rows)?.scatterRows ?? kernel.scatterRows)(shape, places, rows)

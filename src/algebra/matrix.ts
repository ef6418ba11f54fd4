/** Matrices: rows of features. */
import { interpreterOf as of, interpreterOfBoth as ofBoth } from './Interpreter.js'
import * as layout from './kernel/layout.js'
import { matmul as product } from './kernel/product.js'
import * as kernel from './kernel/rows.js'
import { type Shape } from '../tensor/Shape.js'
import { type Plus, plus } from '../tensor/Size.js'
import { type AnyTensor, type Tensor } from '../tensor/Tensor.js'
import { broadcast } from './arrangement.js'
import { add } from './elementwise.js'

/** The matrix product. */
export const matmul = <M extends number, K extends number, N extends number>(
  a: Tensor<readonly [M, K]>,
  b: Tensor<readonly [NoInfer<K>, N]>
): Tensor<readonly [M, N]> => (ofBoth(a, b)?.matmul ?? product)<readonly [M, N]>([a.shape[0], b.shape[1]], a, b)

export const transpose = <M extends number, N extends number>(x: Tensor<readonly [M, N]>): Tensor<readonly [N, M]> =>
  (of(x)?.transpose ?? layout.transpose)<readonly [N, M]>([x.shape[1], x.shape[0]], x)

/** Adds the same row to every row. */
export const addToRows =
  <N extends number>(row: Tensor<readonly [N]>) =>
  <M extends number>(rows: Tensor<readonly [M, N]>): Tensor<readonly [M, N]> =>
    add(rows, broadcast(rows.shape, row))

/** The features of one followed by the features of the other. */
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

/** Cuts features in two, the first `size` of them and the rest: the inverse of `concatenate`. */
export const split = <M extends number, I extends number, J extends number>(
  x: Tensor<readonly [M, Plus<I, J>]>,
  first: I,
  rest: J
): readonly [Tensor<readonly [M, I]>, Tensor<readonly [M, J]>] => {
  const slice = of(x)?.slice ?? layout.slice
  return [slice<readonly [M, I]>([x.shape[0], first], x, 1, 0), slice<readonly [M, J]>([x.shape[0], rest], x, 1, first)]
}

/**
 * The rows of a matrix that `places` names, counted from 0: a row for every number, of the shape [...places, features].
 *
 * @param name what an error says was given the index. Default: 'gatherRows'.
 * @throws RangeError if an index names no row, in the engines eager and javascript
 */
export const gatherRows = <S extends Shape>(
  shape: S,
  matrix: Tensor<readonly [number, number]> | AnyTensor,
  places: AnyTensor,
  name = 'gatherRows'
): Tensor<S> => (ofBoth(matrix, places)?.gatherRows ?? kernel.gatherRows)(shape, matrix, places, name)

/** The way back of `gatherRows`: a matrix of that shape, to whose rows those of `rows` are added where their places say. */
export const scatterRows = <V extends number, F extends number>(
  shape: readonly [V, F],
  places: AnyTensor,
  rows: AnyTensor
): Tensor<readonly [V, F]> => (ofBoth(places, rows)?.scatterRows ?? kernel.scatterRows)(shape, places, rows)

import { shapeError } from '../tensor/Shape.js'
import { type Tensor, view } from '../tensor/Tensor.js'

/**
 * The mask of causal attention: 1 where a query may read a key, otherwise 0. The last query reads all keys, the one before it all
 * but the last, and so on.
 *
 *     mask[i, j] = 1 where j ≤ i + keys − queries      [queries, keys]
 *
 * Every row is the row above, moved by one. So the mask is a view of `queries + keys − 1` numbers.
 *
 * @throws ShapeError if there are fewer keys than queries, because the first query would have no key
 * @example Algebra.where(Algebra.causalMask(2, 2), tensor([[1, 2], [3, 4]]), -Infinity) // [[1, -Infinity], [3, 4]]
 */
export const causalMask = <Q extends number, K extends number>(queries: Q, keys: K): Tensor<readonly [Q, K]> => {
  if (keys < queries)
    throw shapeError(
      `causalMask: every query needs a key, found ${queries} queries and ${keys} keys; pass at least as many keys as queries`
    )
  const numbers = new Float64Array(queries + keys - 1).fill(1, 0, keys)
  return view<readonly [Q, K]>([queries, keys], numbers, [-1, 1], queries - 1)
}

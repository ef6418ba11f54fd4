import {
  addToRows,
  matmul,
  multiply,
  repeatAlong,
  reshape,
  sumAlong,
  sumOverBatch,
  transpose
} from '../algebra/Algebra.js'
import { both } from '../tensor/Random.js'
import { positiveInteger } from '../tensor/Shape.js'
import { type Batched, type Tensor } from '../tensor/Tensor.js'
import { type DenseStart } from './dense.js'
import { describe } from './Description.js'
import { glorotUniform, zeros } from './Initializer.js'
import { type Layer, layer, withFixedShapes } from './Layer.js'

/** Parameters of `bilinear`: a matrix I × J for each of the O outputs, and a bias of shape [O]. */
export type Bilinear<I extends number, J extends number, O extends number> = readonly [
  weight: Tensor<readonly [O, I, J]>,
  bias: Tensor<readonly [O]>
]

/**
 * Bilinear layer: every output is a bilinear form of the two rows of a pair.
 *
 *     forward    y[o] = Σ over i, j of W[o, i, j] x[i] u[j] + b[o]
 *     backward   dW[o, i, j] = Σ over the batch of dy[o] x[i] u[j]      db = Σ over the batch of dy
 *                q[i, j] = Σ over o of dy[o] W[o, i, j]
 *                dx[i] = Σ over j of q[i, j] u[j]                       du[j] = Σ over i of q[i, j] x[i]
 *
 * Backward needs both inputs, so the pair is the cache.
 *
 * @param first number of features of x
 * @param second number of features of u
 * @param outputs number of features of the output
 * @param start initializers of the parameters. Default: `glorotUniform` for the weight, `zeros` for the bias.
 * @throws RangeError if a size is not a positive integer
 * @example pipe(fork(dense(4, 3), dense(4, 2)), andThen(bilinear(3, 2, 1)))
 */
export const bilinear = <const I extends number, const J extends number, const O extends number>(
  first: I,
  second: J,
  outputs: O,
  { weight = glorotUniform, bias = zeros }: DenseStart = {}
): Layer<Bilinear<I, J, O>, readonly [Batched<readonly [I]>, Batched<readonly [J]>], Batched<readonly [O]>> => {
  for (const [what, size] of Object.entries({ first, second, outputs })) positiveInteger(`bilinear: ${what}`, size)
  const description = describe('bilinear', { first, second, outputs }, [
    { name: 'weight', shape: [outputs, first, second] },
    { name: 'bias', shape: [outputs] }
  ])
  const pairs = first * second
  type Pair = readonly [Batched<readonly [I]>, Batched<readonly [J]>]
  type Products = Batched<readonly [I, J]>
  const shapeOf = ([x]: Pair): Products['shape'] => [x.shape[0], first, second]
  const acrossColumns = (pair: Pair): Products => repeatAlong([2], shapeOf(pair), pair[0])
  const acrossRows = (pair: Pair): Products => repeatAlong([1], shapeOf(pair), pair[1])
  /** All products x[i] u[j] of an example, as one row. */
  const products = (pair: Pair): Batched<readonly [number]> =>
    reshape<readonly [number, number]>([pair[0].shape[0], pairs], multiply(acrossColumns(pair), acrossRows(pair)))
  const asMatrix = (weight: Tensor<readonly [O, I, J]>): Tensor<readonly [O, number]> =>
    reshape<readonly [O, number]>([outputs, pairs], weight)
  return layer<Bilinear<I, J, O>, Pair, Batched<readonly [O]>, Pair>({
    description,
    ...withFixedShapes(description, [[first], [second]], [outputs]),
    init: both(weight<readonly [O, I, J]>([outputs, first, second]), bias<readonly [O]>([outputs])),
    forward: ([weight, bias], pair) => [addToRows(bias)(matmul(products(pair), transpose(asMatrix(weight)))), pair],
    backward: ([weight], pair, outputGradient) => {
      const q = reshape(shapeOf(pair), matmul(outputGradient, asMatrix(weight)))
      const [x, u] = pair
      return [
        [
          reshape(weight.shape, matmul(transpose(outputGradient), products(pair))),
          sumOverBatch<readonly [O]>(outputGradient)
        ],
        [
          reshape(x.shape, sumAlong([2], multiply(q, acrossRows(pair)))),
          reshape(u.shape, sumAlong([1], multiply(q, acrossColumns(pair))))
        ]
      ]
    }
  })
}

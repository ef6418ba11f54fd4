import { map } from 'fp-ts/lib/State.js'
import { matmul, transpose } from '../../algebra/Algebra.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { type Embedding } from '../embedding.js'
import { type Initializer, normal } from '../Initializer.js'
import { type Layer, layer, withFixedShapes } from '../Layer.js'

/**
 * Scores features against every row of a table: a dense layer without a bias, whose weight has the shape of an embedding.
 *
 *     forward    y  = x Eᵀ
 *     backward   dE = dyᵀ x      dx = dy E
 *
 * `tie` gives an embedding and an unembedding one table. Backward needs only the input, so the input is the cache.
 *
 * @param vocabulary number of rows of the table, and of scores
 * @param features length of one row, and number of features of one input example
 * @param start `weight`: initializer of the table. Default: `normal()`, as for `embedding`.
 * @throws RangeError if a size is not a positive integer
 * @example perPosition(unembedding(65, 32)) // [batch, time, 32] → [batch, time, 65]
 */
export const unembedding = <const V extends number, const F extends number>(
  vocabulary: V,
  features: F,
  { weight = normal() }: { readonly weight?: Initializer } = {}
): Layer<Embedding<V, F>, Batched<readonly [F]>, Batched<readonly [V]>> => {
  positiveInteger('unembedding: vocabulary', vocabulary)
  positiveInteger('unembedding: features', features)
  const description = describe('unembedding', { vocabulary, features }, [
    { name: 'weight', shape: [vocabulary, features] }
  ])
  return layer<Embedding<V, F>, Batched<readonly [F]>, Batched<readonly [V]>, Batched<readonly [F]>>({
    description,
    ...withFixedShapes(description, [features], [vocabulary]),
    init: map((table: Tensor<readonly [V, F]>): Embedding<V, F> => [table])(
      weight<readonly [V, F]>([vocabulary, features])
    ),
    forward: ([weight], input) => [matmul(input, transpose(weight)), input],
    backward: ([weight], input, outputGradient) => [
      [matmul(transpose(outputGradient), input)],
      matmul(outputGradient, weight)
    ]
  })
}

import { map } from 'fp-ts/lib/State.js'
import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { gatherRows, scale, scatterRows } from '../algebra/Algebra.js'
import { describe, showDescription } from './Description.js'
import { type Initializer, normal } from './Initializer.js'
import { type Layer, layer } from './Layer.js'
import { positiveInteger, type Shape, shapeError, showShape, tensorShape } from '../tensor/Shape.js'
import { type Batched, type Tensor } from '../tensor/Tensor.js'

/** Parameters of `embedding`: a weight of shape [vocabulary, features]. */
export type Embedding<V extends number, F extends number> = readonly [weight: Tensor<readonly [V, F]>]

/**
 * Embedding: looks up a row of a learnable table for every index of the input. Indices count from 0 and are rounded to the
 * nearest integer.
 *
 *     forward    y[…, f] = W[round x[…], f]
 *     backward   dW[v] = Σ of dy[…] wherever round x[…] = v      dx = 0
 *
 * A small change of an index selects the same row, so the gradient of the input is zero. Backward needs only the indices, so
 * the input is the cache.
 *
 * @param vocabulary number of rows of the table: indices are 0 to vocabulary − 1
 * @param features length of one row
 * @param start `weight`: initializer of the table. Default: `normal()`, with mean 0 and standard deviation 1.
 * @throws RangeError if a size is not a positive integer; from forward, if an index is outside the vocabulary
 * @example pipe(embedding<readonly [5], 100, 8>(100, 8), andThen(flatten()), andThen(dense(40, 2)))
 */
export const embedding = <S extends Shape, const V extends number, const F extends number>(
  vocabulary: V,
  features: F,
  { weight = normal() }: { readonly weight?: Initializer } = {}
): Layer<Embedding<V, F>, Batched<S>, Batched<readonly [...S, F]>> => {
  positiveInteger('embedding: vocabulary', vocabulary)
  positiveInteger('embedding: features', features)
  const description = describe(
    'embedding',
    { vocabulary, features },
    [{ name: 'weight', shape: [vocabulary, features] }],
    { indicesBelow: vocabulary }
  )
  const name = showDescription(description)
  return layer<Embedding<V, F>, Batched<S>, Batched<readonly [...S, F]>, Batched<S>>({
    description,
    inputShape: none,
    outputShape: input => {
      const shape = tensorShape(input)
      return shape === undefined
        ? left(shapeError(`embedding takes one tensor, found ${showShape(input)}`))
        : right([...shape, features])
    },
    stepwise: 'alone',
    init: map((table: Tensor<readonly [V, F]>): Embedding<V, F> => [table])(
      weight<readonly [V, F]>([vocabulary, features])
    ),
    forward: ([weight], input) => [
      gatherRows<readonly [number, ...S, F]>([...input.shape, features], weight, input, name),
      input
    ],
    backward: ([weight], input, outputGradient) => [[scatterRows(weight.shape, input, outputGradient)], scale(0, input)]
  })
}

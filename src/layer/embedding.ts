/**
 * Looks up a row of a table for every number of the input: the row whose number, counted from 0, is nearest.
 *
 *     forward    y[…, f] = W[round x[…], f]
 *     backward   dW[v] = Σ of dy[…] wherever round x[…] = v      dx = 0
 *
 * A number moved by little names the same row: y does not change with x, so its gradient is zero. A number that names no row is
 * refused. The cache is the input.
 */
import { map } from 'fp-ts/lib/State.js'
import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { gatherRows, scale, scatterRows } from '../algebra/Algebra.js'
import { describe, showDescription } from './Description.js'
import { type Initializer, normal } from './Initializer.js'
import { type Layer, layer } from './Layer.js'
import { positiveInteger, type Shape, shapeError, showShape, tensorShape } from '../tensor/Shape.js'
import { type Batched, type Tensor } from '../tensor/Tensor.js'

export type Embedding<V extends number, F extends number> = readonly [weight: Tensor<readonly [V, F]>]

/** @throws RangeError if a size is not a positive integer, or later if an index of the input is outside of the vocabulary */
export const embedding = <S extends Shape, const V extends number, const F extends number>(
  vocabulary: V,
  features: F,
  { weight = normal() }: { readonly weight?: Initializer } = {}
): Layer<Embedding<V, F>, Batched<S>, Batched<readonly [...S, F]>> => {
  positiveInteger('embedding: vocabulary', vocabulary)
  positiveInteger('embedding: features', features)
  const description = describe('embedding', { vocabulary, features }, [
    { name: 'weight', shape: [vocabulary, features] }
  ])
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

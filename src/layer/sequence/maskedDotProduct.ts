import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { broadcast, multiply, reshape, softmaxOfFeatures, subtract, where } from '../../algebra/Algebra.js'
import { type Batch, sameShape, type Shape, shapeError, showShape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { tupleOf } from '../combinator/beside.js'
import { describe, showDescription } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { type DotProductOptions, readingShape, withoutLater } from './dotProduct.js'
import { type Weighted, weighted, weightedGradient } from './weightedValues.js'
import { zerosLike } from './zerosLike.js'

/** Score of a key that does not count. Finite, so that a row without any key gives zeros and no NaN. */
const lowest = -1e30

/** 1 for every key that counts, otherwise 0, for the scores of all queries: [n, k] → [n, ..., t, k]. */
const countsLike = <S extends Shape, K extends number>(scores: Tensor<S>, mask: Batched<readonly [K]>): Tensor<S> => {
  const [examples, keys] = mask.shape
  const ones = scores.shape.slice(1, -1).map(() => 1)
  return broadcast(scores.shape, reshape([examples, ...ones, keys], where(subtract(mask, 0.5), 1, 0)))
}

/**
 * Scaled dot-product attention with a padding mask: `dotProduct` on sequences of different lengths. The mask states which keys
 * count.
 *
 *     forward    y  = w v                     w = softmax(q kᵀ / √d) over the keys that count, otherwise 0
 *     backward   dw = dy vᵀ                   ds = w ⊙ (dw − Σ dw ⊙ w)
 *                dq = ds k / √d      dk = dsᵀ q / √d      dv = wᵀ dy      dm = 0
 *
 * Takes `[[queries, [keys, values]], mask]`. The mask has the shape [k]. A key counts where its mask is above ½. A query without
 * any key that counts reads 0. A small change of the mask changes nothing, so its gradient is zero. The cache is q / √d, k, v, w
 * and the mask, of which backward uses the shape.
 *
 * @param options `causal`: whether a query reads no later position. Default: false.
 * @throws ShapeError from `outputShape` and `forward`, if `causal` and there are fewer keys than queries
 * @example
 * const read = maskedDotProduct<readonly [], 1, 2, 1, 1>()
 * const memory = [asBatch(tensor([[[1], [1]]])), asBatch(tensor([[[3], [4]]]))] as const
 * const mask = asBatch(tensor([[1, 0]]))
 * const [firstOnly] = read.forward([], [[asBatch(tensor([[[5]]])), memory], mask]) // [[[3]]]
 */
export const maskedDotProduct = <
  L extends Shape,
  T extends number,
  K extends number,
  D extends number,
  V extends number
>({ causal = false }: DotProductOptions = {}): Layer<
  readonly [],
  readonly [
    reading: readonly [
      queries: Batched<readonly [...L, T, D]>,
      memory: readonly [keys: Batched<readonly [...L, K, D]>, values: Batched<readonly [...L, K, V]>]
    ],
    mask: Batched<readonly [K]>
  ],
  Batched<readonly [...L, T, V]>
> => {
  type Leading = readonly [Batch, ...L]
  type Queries = Batched<readonly [...L, T, D]>
  type Memory = readonly [Batched<readonly [...L, K, D]>, Batched<readonly [...L, K, V]>]
  const description = describe('maskedDotProduct', { causal })
  const name = showDescription(description)
  return layer<
    readonly [],
    readonly [readonly [Queries, Memory], Batched<readonly [K]>],
    Batched<readonly [...L, T, V]>,
    readonly [Weighted<Leading, T, K, D, V>, Batched<readonly [K]>]
  >({
    description,
    inputShape: none,
    outputShape: input =>
      pipe(
        tupleOf(name, 2)(input),
        chain(([reading = [], mask = []]) => {
          const [, memory = []] = reading
          const [keys = []] = typeof memory === 'object' ? memory : []
          return typeof keys === 'object' && sameShape(mask, keys.slice(-2, -1))
            ? right(reading)
            : left(shapeError(`${name} takes a mask with one number per key, found ${showShape(input)}`))
        }),
        chain(readingShape(name, causal))
      ),
    init: of([]),
    forward: (_, [reading, mask]) => {
      const [output, cache] = weighted<Leading, T, K, D, V>(scores => {
        const counts = countsLike(scores, mask)
        const allowed = causal ? withoutLater(counts, 0) : counts
        return multiply(allowed, softmaxOfFeatures(where(allowed, scores, lowest)))
      }, reading)
      return [output, [cache, mask]]
    },
    backward: (_, [cache, mask], outputGradient) => [
      [],
      [weightedGradient<Leading, T, K, D, V>(cache, outputGradient), zerosLike(mask)]
    ]
  })
}

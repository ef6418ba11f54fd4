import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { broadcast, causalMask, concatenateAlong, softmaxOfFeatures, where } from '../../algebra/Algebra.js'
import {
  type Batch,
  sameShape,
  type Shape,
  shapeError,
  type ShapeError,
  type Shapes,
  showShape,
  tensorShape
} from '../../tensor/Shape.js'
import { type AnyTensor, type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe, showDescription } from '../Description.js'
import { type Layer, layer, steps } from '../Layer.js'
import { type Weighted, weighted, weightedGradient } from './weightedValues.js'

/** Options of `dotProduct`. */
export interface DotProductOptions {
  /**
   * Whether a query reads no later position. The last query belongs to the last key, the query before it to the key before, and
   * so on. Default: false.
   */
  readonly causal?: boolean
}

/** The scores, with −∞ where a query may not read a key. */
export const withoutLater = <S extends Shape>(scores: Tensor<S>, instead: number): Tensor<S> => {
  const [queries = 1, keys = 1] = scores.shape.slice(-2)
  return where(broadcast(scores.shape, causalMask(queries, keys)), scores, instead)
}

/** Sequences followed by their next positions, along the last axis but one. The number of positions keeps its type. */
const followedBy = <S extends Shape>(before: Tensor<S>, next: Tensor<S>): Tensor<S> => {
  const joined: AnyTensor = concatenateAlong(before.shape.length - 2, before, next)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- stepwise inference knows the number of positions at run time only
  return joined as Tensor<S>
}

/** The shape rule of attention: the output has the shape of the queries, with the features of the values. */
export const readingShape =
  (name: string, causal: boolean) =>
  (input: Shapes): Either<ShapeError, Shapes> => {
    const [queries = [], memory = []] = input
    const [keys = [], values = []] = typeof memory === 'object' ? memory : []
    const misfit = () =>
      left(
        shapeError(
          `${name} takes [queries [..., t, d], [keys [..., k, d], values [..., k, v]]], found ${showShape(input)}`
        )
      )
    if (typeof queries === 'number' || typeof keys === 'number' || typeof values === 'number') return misfit()
    const [q, k, v] = [tensorShape(queries), tensorShape(keys), tensorShape(values)]
    if (q === undefined || k === undefined || v === undefined || q.length < 2) return misfit()
    const [t = 0, d = 0] = q.slice(-2)
    const [positions = 0] = k.slice(-2)
    const [features = 0] = v.slice(-1)
    const leading = q.slice(0, -2)
    if (!sameShape(k, [...leading, positions, d]) || !sameShape(v, [...leading, positions, features])) return misfit()
    if (causal && positions < t)
      return left(
        shapeError(
          `${name}: every causal query needs a key, found ${t} queries and ${positions} keys; pass at least as many keys as queries`
        )
      )
    return right([...leading, t, features])
  }

/**
 * Scaled dot-product attention: every query reads a weighted mean of the values. A value weighs the more, the better its key fits
 * the query.
 *
 *     forward    y  = w v                     w = softmax(q kᵀ / √d)
 *     backward   dw = dy vᵀ                   ds = w ⊙ (dw − Σ dw ⊙ w)
 *                dq = ds k / √d      dk = dsᵀ q / √d      dv = wᵀ dy
 *
 * Takes `[queries, [keys, values]]` of the shapes [..., t, d], [..., k, d] and [..., k, v], and returns [..., t, v]. All products
 * are over the last two axes, once for every index of the other axes, such as heads. The softmax and Σ are over the keys. The
 * cache is q / √d, k, v and w.
 *
 * If `causal`, a query reads no later position: its scores are −∞ there, so the weights and their gradients are 0. Stepwise
 * inference then keeps the keys and values of the positions before (a KV-cache).
 *
 * Source: Vaswani et al., 2017, Attention Is All You Need.
 *
 * @param options `causal`: whether a query reads no later position. Default: false.
 * @throws ShapeError from `outputShape` and `forward`, if `causal` and there are fewer keys than queries: the first query would
 * have no key
 * @example
 * const read = dotProduct<readonly [], 1, 2, 1, 2>()
 * const memory = [asBatch(tensor([[[1], [1]]])), asBatch(tensor([[[1, 2], [3, 4]]]))] as const
 * const [read12] = read.forward([], [asBatch(tensor([[[5]]])), memory]) // [[[2, 3]]]: both keys fit equally well
 */
export const dotProduct = <L extends Shape, T extends number, K extends number, D extends number, V extends number>({
  causal = false
}: DotProductOptions = {}): Layer<
  readonly [],
  readonly [
    queries: Batched<readonly [...L, T, D]>,
    memory: readonly [keys: Batched<readonly [...L, K, D]>, values: Batched<readonly [...L, K, V]>]
  ],
  Batched<readonly [...L, T, V]>
> => {
  type Leading = readonly [Batch, ...L]
  type Memory = readonly [Batched<readonly [...L, K, D]>, Batched<readonly [...L, K, V]>]
  type Input = readonly [Batched<readonly [...L, T, D]>, Memory]
  type Output = Batched<readonly [...L, T, V]>
  const forward = (input: Input) =>
    weighted<Leading, T, K, D, V>(scores => softmaxOfFeatures(causal ? withoutLater(scores, -Infinity) : scores), input)
  const description = describe('dotProduct', { causal })
  return layer<readonly [], Input, Output, Weighted<Leading, T, K, D, V>>({
    description,
    inputShape: none,
    outputShape: readingShape(showDescription(description), causal),
    init: of([]),
    forward: (_, input) => forward(input),
    backward: (_, cache, outputGradient) => [[], weightedGradient<Leading, T, K, D, V>(cache, outputGradient)],
    // The state holds the keys and values of all positions so far.
    ...(causal
      ? {
          stepwise: steps<readonly [], Input, Output, Memory | null>(null, (_, before, [queries, [keys, values]]) => {
            const memory: Memory =
              before === null ? [keys, values] : [followedBy(before[0], keys), followedBy(before[1], values)]
            return [forward([queries, memory])[0], memory]
          })
        }
      : {})
  })
}

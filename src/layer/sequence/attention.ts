import { pipe } from 'fp-ts/lib/function.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { andThen, identity } from '../andThen.js'
import { beside } from '../combinator/beside.js'
import { fork } from '../combinator/fork.js'
import { type Dense, dense } from '../dense.js'
import { type Layer } from '../Layer.js'
import { named } from '../named.js'
import { dotProduct, type DotProductOptions } from './dotProduct.js'
import { type DividesInto, featuresPerHead, join, split } from './heads.js'
import { maskedDotProduct } from './maskedDotProduct.js'
import { perPosition } from './perPosition.js'
import { rotary as rotaryPositions } from './rotary.js'

/** Parameters of `attention`: weights of shape [features, features] and biases of shape [features]. */
export type Attention<F extends number> = readonly [
  queryWeight: Tensor<readonly [F, F]>,
  queryBias: Tensor<readonly [F]>,
  keyWeight: Tensor<readonly [F, F]>,
  keyBias: Tensor<readonly [F]>,
  valueWeight: Tensor<readonly [F, F]>,
  valueBias: Tensor<readonly [F]>,
  outputWeight: Tensor<readonly [F, F]>,
  outputBias: Tensor<readonly [F]>
]

/** Options of `attention`. */
export interface AttentionOptions extends DotProductOptions {
  /** Whether to rotate queries and keys by their positions. Default: false. */
  readonly rotary?: boolean
}

/**
 * The number of features of one head is hidden in a composition, so its type is `number`. TypeScript 6.0 fails on the quotient of
 * two type parameters in a composition.
 */
type Size = number

/** `dense` per position. */
const each = <T extends number, F extends number>(features: F) =>
  perPosition<T, Dense<F, F>, readonly [F], readonly [F]>(dense(features, features))

/** Queries, keys or values of all heads: [heads, t, size]. */
type Heads<T extends number, H extends number> = Batched<readonly [H, T, Size]>

/** A dense layer per position, then heads: [t, features] → [heads, t, size]. */
const intoHeads = <T extends number, F extends number, H extends number>(
  features: F,
  heads: H
): Layer<Dense<F, F>, Batched<readonly [T, F]>, Heads<T, H>> =>
  pipe(each<T, F>(features), andThen(split<T, F, H, Size>(features, heads, features / heads)))

/** The heads joined, then a dense layer per position: [heads, t, size] → [t, features]. */
const fromHeads = <T extends number, F extends number, H extends number>(
  features: F,
  heads: H
): Layer<Dense<F, F>, Heads<T, H>, Batched<readonly [T, F]>> =>
  pipe(join<T, F, H, Size>(features, heads, features / heads), andThen(each<T, F>(features)))

/** Queries, keys and values of all heads: [t, features] → [[heads, t, size], …]. Rotated by their positions, if `rotary`. */
const reading = <T extends number, F extends number, H extends number>(features: F, heads: H, rotary: boolean) => {
  const heading = intoHeads<T, F, H>(features, heads)
  const turned = rotaryPositions<readonly [H], T, Size>()
  const all = fork(heading, fork(heading, heading))
  return rotary ? pipe(all, andThen(beside(turned, beside(turned, identity<Heads<T, H>>())))) : all
}

const names = ['query', 'key', 'value', 'output']

/** `attention`, without the check of the types of its arguments. */
export const selfAttention = <T extends number, F extends number>(
  features: F,
  heads: number,
  { causal = false, rotary = false }: AttentionOptions = {}
): Layer<Attention<F>, Batched<readonly [T, F]>, Batched<readonly [T, F]>> => {
  featuresPerHead('attention', features, heads)
  return named(
    'attention',
    { features, heads, causal, rotary },
    names,
    pipe(
      reading<T, F, number>(features, heads, rotary),
      andThen(dotProduct<readonly [number], T, T, Size, Size>({ causal })),
      andThen(fromHeads<T, F, number>(features, heads))
    )
  )
}

/**
 * Multi-head self-attention: every position of a sequence reads from all positions.
 *
 *     q, k, v = x Wqᵀ + bq, x Wkᵀ + bk, x Wvᵀ + bv      split into heads of d = features / heads
 *     forward    y = o Woᵀ + bo                         o = softmax(q kᵀ / √d) v, for every head, joined
 *
 * A composition of `dense` per position, `splitHeads`, `dotProduct` and `joinHeads`, so backward is the composition of theirs.
 * Agrees with PyTorch's `MultiheadAttention`, whose `in_proj_weight` holds Wq, Wk and Wv.
 *
 * Source: Vaswani et al., 2017, Attention Is All You Need.
 *
 * @param features number of features of a position
 * @param heads number of heads, which must divide `features`
 * @param options `causal`: whether a position reads no later position. `rotary`: whether to rotate queries and keys by their
 * positions. Default of both: false.
 * @throws RangeError if a number is not a positive integer, or the heads do not divide the features
 * @example attention(64, 4, { causal: true }) // parameters query.weight, query.bias, key.weight, …, output.bias
 */
export const attention = <T extends number, const F extends number, const H extends number>(
  features: F,
  heads: H & DividesInto<F, H>,
  options: AttentionOptions = {}
): Layer<Attention<F>, Batched<readonly [T, F]>, Batched<readonly [T, F]>> =>
  selfAttention<T, F>(features, heads, options)

/**
 * Multi-head self-attention on sequences of different lengths: every position of a sequence reads from the positions that count.
 *
 *     q, k, v = x Wqᵀ + bq, x Wkᵀ + bk, x Wvᵀ + bv      split into heads of d = features / heads
 *     forward    y = o Woᵀ + bo                         o = softmax(q kᵀ / √d) v over the keys that count, for every head, joined
 *
 * Takes the pair [x, m] of sequences of shape [t, features], filled up to one length, and a mask of shape [t], which is 1 at their
 * positions and 0 after them. A composition like `attention`, with the same parameters and with `maskedDotProduct`. Agrees with
 * PyTorch's `MultiheadAttention` with a `key_padding_mask`, which marks the positions that do not count.
 *
 * @param features number of features of a position
 * @param heads number of heads, which must divide `features`
 * @param options as of `attention`
 * @throws RangeError if a number is not a positive integer, or the heads do not divide the features
 * @example maskedAttention<5, 64, 4>(64, 4) // [[batch, 5, 64], [batch, 5]] → [batch, 5, 64]
 */
export const maskedAttention = <T extends number, const F extends number, const H extends number>(
  features: F,
  heads: H & DividesInto<F, H>,
  { causal = false, rotary = false }: AttentionOptions = {}
): Layer<
  Attention<F>,
  readonly [sequences: Batched<readonly [T, F]>, mask: Batched<readonly [T]>],
  Batched<readonly [T, F]>
> => {
  featuresPerHead<F, H>('maskedAttention', features, heads)
  return named(
    'maskedAttention',
    { features, heads, causal, rotary },
    names,
    pipe(
      beside(reading<T, F, H>(features, heads, rotary), identity<Batched<readonly [T]>>()),
      andThen(maskedDotProduct<readonly [H], T, T, Size, Size>({ causal })),
      andThen(fromHeads<T, F, H>(features, heads))
    )
  )
}

/**
 * Multi-head cross-attention: every position of one sequence reads from all positions of another, the memory.
 *
 *     q, k, v = x Wqᵀ + bq, m Wkᵀ + bk, m Wvᵀ + bv      split into heads of d = features / heads
 *     forward    y = o Woᵀ + bo                         o = softmax(q kᵀ / √d) v, for every head, joined
 *
 * Takes the pair [x, m] of the shapes [t, features] and [k, features]. A composition like `attention`, with the same parameters.
 *
 * @param features number of features of a position
 * @param heads number of heads, which must divide `features`
 * @throws RangeError if a number is not a positive integer, or the heads do not divide the features
 * @example crossAttention<5, 7, 64, 4>(64, 4) // [[batch, 5, 64], [batch, 7, 64]] → [batch, 5, 64]
 */
export const crossAttention = <T extends number, K extends number, const F extends number, const H extends number>(
  features: F,
  heads: H & DividesInto<F, H>
): Layer<Attention<F>, readonly [Batched<readonly [T, F]>, Batched<readonly [K, F]>], Batched<readonly [T, F]>> => {
  featuresPerHead<F, H>('crossAttention', features, heads)
  const heading = intoHeads<K, F, H>(features, heads)
  return named(
    'crossAttention',
    { features, heads },
    names,
    pipe(
      beside(intoHeads<T, F, H>(features, heads), fork(heading, heading)),
      andThen(dotProduct<readonly [H], T, K, Size, Size>()),
      andThen(fromHeads<T, F, H>(features, heads))
    )
  )
}

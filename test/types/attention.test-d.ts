/** Types of attention: the GPT of the design page is inferred, and what does not fit does not compile. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  Algebra,
  andThen,
  attention,
  type Attention,
  type Batched,
  crossAttention,
  dense,
  type Dense,
  dotProduct,
  type Embedding,
  embedding,
  identity,
  joinHeads,
  type Layer,
  type LayerNorm,
  layerNorm,
  type LearnedPositions,
  learnedPositions,
  perPosition,
  gelu,
  generate,
  learner,
  type Loss,
  onClasses,
  Randoms,
  softmaxCrossEntropy,
  type Repeated,
  repeat,
  residual,
  splitHeads,
  type Tensor,
  type TransformerBlock,
  transformerBlock
} from 'pullback'
import { expectTypeOf } from 'vitest'

const size = 3 as number

// The GPT of the design page.

const gpt = pipe(
  embedding<readonly [64], 65, 128>(65, 128),
  andThen(learnedPositions(64, 128)),
  andThen(repeat(2, transformerBlock<64, 128, 4>(128, 4, { causal: true }))),
  andThen(layerNorm(128)),
  andThen(perPosition(dense(128, 65)))
)
expectTypeOf(gpt).toEqualTypeOf<
  Layer<
    readonly [
      ...Embedding<65, 128>,
      ...LearnedPositions<64, 128>,
      ...Repeated<2, TransformerBlock<128, 512>>,
      ...LayerNorm<128>,
      ...Dense<128, 65>
    ],
    Batched<readonly [64]>,
    Batched<readonly [64, 65]>
  >
>()

const student = learner(gpt, onClasses(softmaxCrossEntropy()), adam(1e-3))
expectTypeOf(student.network).toEqualTypeOf<typeof gpt>()
expectTypeOf(student.loss).toEqualTypeOf<Loss<Batched<readonly [64, 65]>, Batched<readonly [64]>>>()
const [params] = gpt.init(Randoms.seed(1))
expectTypeOf(generate(gpt, params, { prompt: [1, 2], temperature: 0.8, topK: 40, seed: 1 })).toEqualTypeOf<
  Iterable<number>
>()

// The block of the design page, from its parts.

const mlp = pipe(dense(8, 32), andThen(gelu()), andThen(dense(32, 8)))
const block = pipe(
  identity<Batched<readonly [5, 8]>>(),
  andThen(residual(start => pipe(start, andThen(layerNorm(8)), andThen(attention(8, 2, { causal: true }))))),
  andThen(residual(start => pipe(start, andThen(layerNorm(8)), andThen(perPosition(mlp)))))
)
expectTypeOf(block).toEqualTypeOf<
  Layer<
    readonly [...LayerNorm<8>, ...Attention<8>, ...LayerNorm<8>, ...Dense<8, 32>, ...Dense<32, 8>],
    Batched<readonly [5, 8]>,
    Batched<readonly [5, 8]>
  >
>()
expectTypeOf(splitHeads<5, 8, 2>(8, 2)).toEqualTypeOf<
  Layer<readonly [], Batched<readonly [5, 8]>, Batched<readonly [2, 5, 4]>>
>()

// Heads divide the features; sizes known only at run time are checked at run time.

// @ts-expect-error: 3 heads do not divide 8 features
attention(8, 3)
// @ts-expect-error: 3 heads do not divide 8 features
crossAttention(8, 3)
// @ts-expect-error: 3 heads do not divide 8 features
transformerBlock(8, 3)
// @ts-expect-error: 3 heads do not divide 8 features
splitHeads(8, 3)
// @ts-expect-error: 3 heads do not divide 8 features
joinHeads(8, 3)
attention(6, size)
attention(size, 2)

// Features and lengths fit.

// @ts-expect-error: attention of 8 features does not take 6
pipe(identity<Batched<readonly [5, 6]>>(), andThen(attention(8, 2)))
// @ts-expect-error: positions of 8 features are not added to 6
pipe(embedding<readonly [5], 9, 6>(9, 6), andThen(learnedPositions(5, 8)))
// @ts-expect-error: the two sequences must have the same number of features
pipe(identity<readonly [Batched<readonly [5, 8]>, Batched<readonly [7, 6]>]>(), andThen(crossAttention(8, 2)))
type Reading<K extends number, D extends number> = readonly [
  Batched<readonly [2, 4]>,
  readonly [Batched<readonly [3, D]>, Batched<readonly [K, 6]>]
]
// @ts-expect-error: as many values as keys
pipe(identity<Reading<5, 4>>(), andThen(dotProduct()))
// @ts-expect-error: queries and keys must have the same number of features
pipe(identity<Reading<3, 5>>(), andThen(dotProduct()))

// None of the six transposes of dotProduct can be dropped, and none added.

export const products = <T extends number, K extends number, D extends number, V extends number>(
  q: Tensor<readonly [T, D]>,
  k: Tensor<readonly [K, D]>,
  v: Tensor<readonly [K, V]>,
  w: Tensor<readonly [T, K]>,
  dy: Tensor<readonly [T, V]>
) => {
  const { matmul, transpose } = Algebra
  expectTypeOf(matmul(q, transpose(k))).toEqualTypeOf<Tensor<readonly [T, K]>>()
  // @ts-expect-error: the product q k
  matmul(q, k)
  // @ts-expect-error: the product w vᵀ
  matmul(w, transpose(v))
  // @ts-expect-error: the product dy v
  matmul(dy, v)
  // @ts-expect-error: the product ds kᵀ
  matmul(w, transpose(k))
  // @ts-expect-error: the product ds q
  matmul(w, q)
  // @ts-expect-error: the product w dy
  matmul(w, dy)
}

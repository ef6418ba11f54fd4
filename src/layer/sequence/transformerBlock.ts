import { pipe } from 'fp-ts/lib/function.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { type Times } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'
import { gelu } from '../activation/gelu.js'
import { andThen } from '../andThen.js'
import { residual } from '../combinator/residual.js'
import { type Dense, dense } from '../dense.js'
import { type Layer } from '../Layer.js'
import { named } from '../named.js'
import { type LayerNorm, layerNorm } from '../normalization/layerNorm.js'
import { type Attention, type AttentionOptions, selfAttention } from './attention.js'
import { type DividesInto } from './heads.js'
import { perPosition } from './perPosition.js'

/** Parameters of `transformerBlock`, for F features and a hidden layer of M features. */
export type TransformerBlock<F extends number, M extends number> = readonly [
  ...LayerNorm<F>,
  ...Attention<F>,
  ...LayerNorm<F>,
  ...Dense<F, M>,
  ...Dense<M, F>
]

/** Parameters of the two dense layers per position. */
type Mlp<F extends number, M extends number> = readonly [...Dense<F, M>, ...Dense<M, F>]

/** Two dense layers, the second back to the features of the first. */
const mlp = <F extends number, M extends number>(
  features: F,
  hidden: M
): Layer<Mlp<F, M>, Batched<readonly [F]>, Batched<readonly [F]>> =>
  pipe(dense(features, hidden), andThen(gelu()), andThen(dense(hidden, features)))

/** Options of `transformerBlock`. */
export interface TransformerBlockOptions<M extends number> extends AttentionOptions {
  /** Features of the hidden layer per position. Default: 4 · features. */
  readonly hidden?: M
}

/**
 * Transformer block, normalized first: attention, then two dense layers per position, each in a residual connection.
 *
 *     u = x + attention(layerNorm x)
 *     y = u + W₂ gelu(W₁ layerNorm u + b₁) + b₂      for every position
 *
 * A composition, so backward is the composition of the layers' backward. The parameters are those of `attentionNorm`,
 * `attention`, `mlpNorm`, `up` and `down`.
 *
 * Source: Vaswani et al., 2017, Attention Is All You Need; normalized first as in Radford et al., 2019, Language Models are
 * Unsupervised Multitask Learners.
 *
 * @param features number of features of a position
 * @param heads number of heads, which must divide `features`
 * @param options `hidden`: features of the hidden layer. Default: 4 · features. `causal` and `rotary`: see `attention`.
 * @throws RangeError if a number is not a positive integer, or the heads do not divide the features
 * @example repeat(4, transformerBlock<64, 128, 4>(128, 4, { causal: true }))
 */
export const transformerBlock = <
  T extends number,
  const F extends number,
  const H extends number,
  const M extends number = Times<4, F>
>(
  features: F,
  heads: H & DividesInto<F, H>,
  {
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- M is Times<4, F> if `hidden` is missing
    hidden = (4 * features) as M,
    causal = false,
    rotary = false
  }: TransformerBlockOptions<M> = {}
): Layer<TransformerBlock<F, M>, Batched<readonly [T, F]>, Batched<readonly [T, F]>> => {
  positiveInteger('transformerBlock: hidden', hidden)
  const norm = layerNorm<F, readonly [T]>(features)
  return named(
    'transformerBlock',
    { features, heads, hidden, causal, rotary },
    ['attentionNorm', 'attention', 'mlpNorm', 'up', 'down'],
    pipe(
      residual(pipe(norm, andThen(selfAttention<T, F>(features, heads, { causal, rotary })))),
      andThen(
        residual(pipe(norm, andThen(perPosition<T, Mlp<F, M>, readonly [F], readonly [F]>(mlp(features, hidden)))))
      )
    )
  )
}

import * as t from 'io-ts/lib/index.js'
import { attention, crossAttention, maskedAttention } from '../layer/sequence/attention.js'
import { dotProduct } from '../layer/sequence/dotProduct.js'
import { joinHeads, splitHeads } from '../layer/sequence/heads.js'
import { learnedPositions } from '../layer/sequence/learnedPositions.js'
import { maskedDotProduct } from '../layer/sequence/maskedDotProduct.js'
import { rotary } from '../layer/sequence/rotary.js'
import { sinusoidalPositions } from '../layer/sequence/sinusoidalPositions.js'
import { transformerBlock } from '../layer/sequence/transformerBlock.js'
import { type Shape } from '../tensor/Shape.js'
import { builtFrom, type LayerRow } from './LayerRow.js'
import { noSettings, size } from './Row.js'

const causal = t.strict({ causal: t.boolean })
const ofHeads = t.strict({ features: size, heads: size })
const ofAttention = t.strict({ features: size, heads: size, causal: t.boolean, rotary: t.boolean })

/** The catalogue of attention and of positions: one row per kind. */
export const attentions: readonly LayerRow[] = [
  {
    name: 'dotProduct',
    formula: 'y = softmax(q kᵀ / √d) v',
    example: { causal: false },
    build: builtFrom(causal, options => dotProduct<Shape, number, number, number, number>(options))
  },
  {
    name: 'maskedDotProduct',
    formula: 'y = softmax(q kᵀ / √d) v over the keys that count',
    example: { causal: false },
    build: builtFrom(causal, options => maskedDotProduct<Shape, number, number, number, number>(options))
  },
  {
    name: 'splitHeads',
    formula: 'y[i, t, j] = x[t, i d + j]',
    example: { features: 4, heads: 2 },
    build: builtFrom(ofHeads, ({ features, heads }) => splitHeads(features, heads))
  },
  {
    name: 'joinHeads',
    formula: 'y[t, i d + j] = x[i, t, j]',
    example: { features: 4, heads: 2 },
    build: builtFrom(ofHeads, ({ features, heads }) => joinHeads(features, heads))
  },
  {
    name: 'attention',
    formula: 'y = softmax(q kᵀ / √d) v per head, then dense; q, k, v = dense x',
    example: { features: 4, heads: 2, causal: true, rotary: false },
    build: builtFrom(ofAttention, ({ features, heads, ...options }) => attention(features, heads, options))
  },
  {
    name: 'maskedAttention',
    formula: 'attention over the positions that count, of the pair [x, mask]',
    example: { features: 4, heads: 2, causal: false, rotary: false },
    build: builtFrom(ofAttention, ({ features, heads, ...options }) => maskedAttention(features, heads, options))
  },
  {
    name: 'crossAttention',
    formula: 'attention with k, v = dense m, of the pair [x, m]',
    example: { features: 4, heads: 2 },
    build: builtFrom(ofHeads, ({ features, heads }) => crossAttention(features, heads))
  },
  {
    name: 'transformerBlock',
    formula: 'y = u + mlp layerNorm u, u = x + attention layerNorm x',
    example: { features: 4, heads: 2, hidden: 5, causal: true, rotary: false },
    build: builtFrom(
      t.strict({ features: size, heads: size, hidden: size, causal: t.boolean, rotary: t.boolean }),
      ({ features, heads, ...options }) => transformerBlock(features, heads, options)
    )
  },
  {
    name: 'learnedPositions',
    formula: 'y[t] = x[t] + W[t]',
    example: { context: 4, features: 3 },
    build: builtFrom(t.strict({ context: size, features: size }), ({ context, features }) =>
      learnedPositions(context, features)
    )
  },
  {
    name: 'sinusoidalPositions',
    formula: 'y[t] = x[t] + [sin a[t], cos a[t]]',
    build: builtFrom(noSettings, () => sinusoidalPositions<number, number>())
  },
  {
    name: 'rotary',
    formula: 'y = pairs of features of x, rotated by angles that grow with the position',
    build: builtFrom(noSettings, () => rotary<Shape, number, number>())
  }
]

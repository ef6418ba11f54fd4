import * as t from 'io-ts/lib/index.js'
import { type Value } from '../algebra/Value.js'
import { concatenate } from '../layer/combinator/concatenate.js'
import { copy } from '../layer/combinator/copy.js'
import { sum } from '../layer/combinator/sum.js'
import { dense } from '../layer/dense.js'
import { embedding } from '../layer/embedding.js'
import { flatten } from '../layer/flatten.js'
import { averagePool } from '../layer/image/averagePool.js'
import { convolution } from '../layer/image/convolution.js'
import { maxPool } from '../layer/image/maxPool.js'
import { identity } from '../layer/andThen.js'
import { reshape } from '../layer/reshape.js'
import { type Shape } from '../tensor/Shape.js'
import { activations } from './activations.js'
import { attentions } from './attention.js'
import { builtFrom, type LayerRow } from './LayerRow.js'
import { normalization } from './normalization.js'
import { noSettings, size, wholeNumber } from './Row.js'
import { sequence } from './sequence.js'

const pool = t.strict({ size, stride: size, padding: wholeNumber })

/** The catalogue of layers: one row per kind. */
export const layers: readonly LayerRow[] = [
  {
    name: 'dense',
    formula: 'y = x Wᵀ + b',
    example: { inputs: 12, outputs: 7 },
    build: builtFrom(t.strict({ inputs: size, outputs: size }), ({ inputs, outputs }) => dense(inputs, outputs))
  },
  {
    name: 'convolution',
    formula: 'y[o, i, j] = Σ over c, k, l of x[c, i s + k − p, j s + l − p] W[o, c, k, l] + b[o]',
    example: { input: [1, 2, 3], size: 2, depth: 2, stride: 1, padding: 0, biasPer: 'channel' },
    build: builtFrom(
      t.strict({
        input: t.tuple([size, size, size]),
        size,
        depth: size,
        stride: size,
        padding: wholeNumber,
        biasPer: t.keyof({ channel: null, position: null })
      }),
      ({ input, size, depth, ...options }) => convolution(input, size, depth, options)
    )
  },
  {
    name: 'maxPool',
    formula: 'y[c, i, j] = max over k, l of x[c, i s + k − p, j s + l − p]',
    example: { size: 3, stride: 2, padding: 1 },
    build: builtFrom(pool, ({ size, ...options }) => maxPool(size, options))
  },
  {
    name: 'averagePool',
    formula: 'y[c, i, j] = mean over k, l of x[c, i s + k − p, j s + l − p]',
    example: { size: 2, stride: 1, padding: 1 },
    build: builtFrom(pool, ({ size, ...options }) => averagePool(size, options))
  },
  {
    name: 'embedding',
    formula: 'y = W[round x], one row per index',
    example: { vocabulary: 3, features: 2 },
    build: builtFrom(t.strict({ vocabulary: size, features: size }), ({ vocabulary, features }) =>
      embedding(vocabulary, features)
    )
  },
  {
    name: 'reshape',
    formula: 'y = x in the given shape',
    example: { shape: [3, 2] },
    build: builtFrom(t.strict({ shape: t.readonlyArray(size) }), ({ shape }) => reshape<Shape, Shape>(shape))
  },
  { name: 'flatten', formula: 'y = x as one row', build: builtFrom(noSettings, () => flatten<Shape>()) },
  { name: 'identity', formula: 'y = x', build: builtFrom(noSettings, () => identity<Value>()) },
  ...activations,
  ...normalization,
  ...sequence,
  ...attentions,
  { name: 'copy', formula: '[y, v] = [x, x]', build: builtFrom(noSettings, () => copy<Value>()) },
  { name: 'sum', formula: 'y = x + u', build: builtFrom(noSettings, () => sum<Value>()) },
  {
    name: 'concatenate',
    formula: 'y = [x, u], features of x before those of u',
    build: builtFrom(noSettings, () => concatenate<number, number>())
  }
]

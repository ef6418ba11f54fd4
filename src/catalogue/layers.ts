import * as t from 'io-ts/lib/index.js'
import { type Value } from '../algebra/Value.js'
import { bilinear } from '../layer/bilinear.js'
import { concatenate } from '../layer/combinator/concatenate.js'
import { copy } from '../layer/combinator/copy.js'
import { halves } from '../layer/combinator/halves.js'
import { multiplied } from '../layer/combinator/multiplied.js'
import { sum } from '../layer/combinator/sum.js'
import { cosineSimilarity } from '../layer/cosineSimilarity.js'
import { dense } from '../layer/dense.js'
import { embedding } from '../layer/embedding.js'
import { flatten } from '../layer/flatten.js'
import { identity } from '../layer/andThen.js'
import { maxout } from '../layer/maxout.js'
import { reshape } from '../layer/reshape.js'
import { type Shape } from '../tensor/Shape.js'
import { activations } from './activations.js'
import { attentions } from './attention.js'
import { images } from './images.js'
import { builtFrom, type LayerRow } from './LayerRow.js'
import { normalization } from './normalization.js'
import { noSettings, size } from './Row.js'
import { sequence } from './sequence.js'

/** The catalogue of layers: one row per kind. */
export const layers: readonly LayerRow[] = [
  {
    name: 'dense',
    formula: 'y = x Wᵀ + b',
    example: { inputs: 12, outputs: 7 },
    build: builtFrom(t.strict({ inputs: size, outputs: size }), ({ inputs, outputs }) => dense(inputs, outputs))
  },
  ...images,
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
  { name: 'multiplied', formula: 'y = x u', build: builtFrom(noSettings, () => multiplied<Value>()) },
  {
    name: 'halves',
    formula: '[y, v] = x, split in the middle of the features',
    build: builtFrom(noSettings, () => halves<number, Shape>())
  },
  {
    name: 'maxout',
    formula: 'y[i] = max over k of x[i · pieces + k]',
    example: { pieces: 2 },
    short: (_, pieces = 2) => ({ pieces }),
    width: (width, pieces = 2) => Math.floor(width / pieces),
    build: builtFrom(t.strict({ pieces: size }), ({ pieces }) => maxout<number, number, Shape>(pieces))
  },
  {
    name: 'bilinear',
    formula: 'y[o] = Σ over i, j of W[o, i, j] x[i] u[j] + b[o], of the pair [x, u]',
    example: { first: 2, second: 3, outputs: 2 },
    build: builtFrom(t.strict({ first: size, second: size, outputs: size }), ({ first, second, outputs }) =>
      bilinear(first, second, outputs)
    )
  },
  {
    name: 'cosineSimilarity',
    formula: 'y = x · u / (|x| |u|), of the pair [x, u]',
    build: builtFrom(noSettings, () => cosineSimilarity<number, Shape>())
  },
  {
    name: 'concatenate',
    formula: 'y = [x, u], features of x before those of u',
    build: builtFrom(noSettings, () => concatenate<number, number>())
  }
]

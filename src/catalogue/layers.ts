import * as t from 'io-ts/lib/index.js'
import { type Value } from '../algebra/Value.js'
import { concatenate } from '../layer/combinator/concatenate.js'
import { copy } from '../layer/combinator/copy.js'
import { sum } from '../layer/combinator/sum.js'
import { dense } from '../layer/dense.js'
import { embedding } from '../layer/embedding.js'
import { flatten } from '../layer/flatten.js'
import { identity } from '../layer/andThen.js'
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
  {
    name: 'concatenate',
    formula: 'y = [x, u], features of x before those of u',
    build: builtFrom(noSettings, () => concatenate<number, number>())
  }
]

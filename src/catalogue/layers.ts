/** The table of layers: one row a kind. The laws run over it, the command line prints it, codecs build from it. */
import * as t from 'io-ts/lib/index.js'
import { concatenate } from '../layer/combinator/concatenate.js'
import { copy } from '../layer/combinator/copy.js'
import { eraseTypes } from '../layer/eraseTypes.js'
import { sum } from '../layer/combinator/sum.js'
import { identity } from '../layer/andThen.js'
import { averagePool } from '../layer/image/averagePool.js'
import { convolution } from '../layer/image/convolution.js'
import { dense } from '../layer/dense.js'
import { embedding } from '../layer/embedding.js'
import { flatten } from '../layer/flatten.js'
import { maxPool } from '../layer/image/maxPool.js'
import { reshape } from '../layer/reshape.js'
import { normal } from '../tensor/Random.js'
import { type Shape, type Shapes } from '../tensor/Shape.js'
import { type Value } from '../algebra/Value.js'
import { activations } from './activations.js'
import { normalization } from './normalization.js'
import { builtFrom, features, nothing, type Row, size, wholeNumber } from './Row.js'

/** Parameters of both signs, biases included: zeros would hide mistakes. */
const start = { weight: normal(), bias: normal() }

/** Images on which every window of the table has a place. */
const images: readonly Shapes[] = [
  [1, 2, 2],
  [1, 3, 2],
  [2, 3, 3]
]

const pool = t.strict({ size, stride: size, padding: wholeNumber })

export const layers: readonly Row[] = [
  {
    name: 'dense',
    formula: 'y = x Wᵀ + b',
    layers: [
      eraseTypes(dense(1, 1)),
      eraseTypes(dense(2, 3)),
      eraseTypes(dense(3, 2)),
      eraseTypes(dense(4, 4)),
      eraseTypes(dense(12, 7))
    ],
    multilinear: true,
    fitting: (input, outputs) => {
      const inputs = features(input)
      return inputs === undefined ? undefined : eraseTypes(dense(inputs, outputs, start))
    },
    build: builtFrom(t.strict({ inputs: size, outputs: size }), ({ inputs, outputs }) => dense(inputs, outputs))
  },
  {
    name: 'convolution',
    formula: 'y[o, i, j] = Σ over c, k, l of x[c, i s + k − p, j s + l − p] W[o, c, k, l] + b[o]',
    layers: [
      eraseTypes(convolution([1, 1, 1], 1, 1)),
      eraseTypes(convolution([1, 2, 3], 2, 2)),
      eraseTypes(convolution([2, 3, 2], 2, 1, { stride: 2, padding: 1 })),
      eraseTypes(convolution([1, 2, 3], 2, 2, { biasPer: 'position' }))
    ],
    multilinear: true,
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
    layers: [eraseTypes(maxPool(1)), eraseTypes(maxPool(2)), eraseTypes(maxPool(3, { stride: 2, padding: 1 }))],
    shapes: images,
    build: builtFrom(pool, ({ size, ...options }) => maxPool(size, options))
  },
  {
    name: 'averagePool',
    formula: 'y[c, i, j] = mean over k, l of x[c, i s + k − p, j s + l − p]',
    layers: [
      eraseTypes(averagePool(1)),
      eraseTypes(averagePool(2)),
      eraseTypes(averagePool(2, { stride: 1, padding: 1 }))
    ],
    // Exact on whole numbers, for 1 / size² is: the sizes are powers of two.
    multilinear: true,
    shapes: images,
    build: builtFrom(pool, ({ size, ...options }) => averagePool(size, options))
  },
  {
    name: 'embedding',
    formula: 'y = W[round x], a row for every number',
    layers: [eraseTypes(embedding(4, 1)), eraseTypes(embedding(3, 2))],
    shapes: [[], [1], [3], [2, 2]],
    input: x => Math.abs(Math.round(x)) % 3,
    build: builtFrom(t.strict({ vocabulary: size, features: size }), ({ vocabulary, features }) =>
      embedding(vocabulary, features)
    )
  },
  {
    name: 'reshape',
    formula: 'y = x, in the given shape',
    layers: [
      eraseTypes(reshape<Shape, Shape>([1])),
      eraseTypes(reshape<Shape, Shape>([3, 2])),
      eraseTypes(reshape<Shape, Shape>([2, 2, 4]))
    ],
    multilinear: true,
    build: builtFrom(t.strict({ shape: t.readonlyArray(size) }), ({ shape }) => reshape<Shape, Shape>(shape))
  },
  {
    name: 'flatten',
    formula: 'y = x, in one row',
    layers: [eraseTypes(flatten<Shape>())],
    multilinear: true,
    build: builtFrom(nothing, () => flatten<Shape>())
  },
  {
    name: 'identity',
    formula: 'y = x',
    layers: [eraseTypes(identity<Value>())],
    multilinear: true,
    build: builtFrom(nothing, () => identity<Value>())
  },
  ...activations,
  ...normalization,
  {
    name: 'copy',
    formula: '[y, v] = [x, x]',
    layers: [eraseTypes(copy<Value>())],
    multilinear: true,
    build: builtFrom(nothing, () => copy<Value>())
  },
  {
    name: 'sum',
    formula: 'y = x + u',
    layers: [eraseTypes(sum<Value>())],
    multilinear: true,
    build: builtFrom(nothing, () => sum<Value>())
  },
  {
    name: 'concatenate',
    formula: 'y = [x, u], one row',
    layers: [eraseTypes(concatenate<number, number>())],
    multilinear: true,
    build: builtFrom(nothing, () => concatenate<number, number>())
  }
]

/** Those that can be asked for by name; the others are there for the laws of `activation`. */
export const namedLayers = layers.filter(({ build }) => build !== undefined)

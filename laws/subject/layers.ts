import { abs, add, cos, maximum, scale, sign, sin } from '../../src/algebra/Algebra.js'
import { layers } from '../../src/catalogue/layers.js'
import { exampleOf } from '../../src/catalogue/Row.js'
import { activation } from '../../src/layer/activation/activation.js'
import { geglu } from '../../src/layer/activation/geglu.js'
import { glu } from '../../src/layer/activation/glu.js'
import { swiglu } from '../../src/layer/activation/swiglu.js'
import { prelu } from '../../src/layer/activation/prelu.js'
import { elu } from '../../src/layer/activation/elu.js'
import { leakyRelu } from '../../src/layer/activation/leakyRelu.js'
import { bilinear } from '../../src/layer/bilinear.js'
import { halves } from '../../src/layer/combinator/halves.js'
import { cosineSimilarity } from '../../src/layer/cosineSimilarity.js'
import { dense } from '../../src/layer/dense.js'
import { dropout } from '../../src/layer/dropout.js'
import { embedding } from '../../src/layer/embedding.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { maxout } from '../../src/layer/maxout.js'
import { reshape } from '../../src/layer/reshape.js'
import { normal } from '../../src/tensor/Random.js'
import { type Shape, type Shapes, tensorShape } from '../../src/tensor/Shape.js'
import { attentions } from './attention.js'
import { imageLayers } from './images.js'
import { indexBelow } from './domain.js'
import { normalization } from './normalization.js'
import { sequence, sequenceCombinators } from './sequence.js'
import { type Knowledge, type LayerSubject } from './LayerSubject.js'

/** Initializers that give parameters of both signs, biases included: zeros would hide mistakes. */
const start = { weight: normal(), bias: normal() }

/** The number of features of a shape with one axis. */
const features = (input: Shapes): number | undefined =>
  input.length === 1 && typeof input[0] === 'number' ? input[0] : undefined

/** Element-wise layers take one tensor, whatever its shape. */
const elementWise = (
  layer: UntypedLayer,
  ...others: readonly UntypedLayer[]
): Knowledge & Pick<LayerSubject, 'layers'> => ({
  layers: [layer, ...others],
  shapes: [[1], [2], [3], [], [5], [2, 3], [2, 2, 2]],
  fitting: input => (tensorShape(input) === undefined ? undefined : layer)
})

/** Rows of an even number of features. */
const evenRows: readonly Shapes[] = [[2], [4], [3, 2]]

const plainActivations = [
  'tanh',
  'sigmoid',
  'relu',
  'gelu',
  'geluTanh',
  'silu',
  'softplus',
  'softsign',
  'mish',
  'hardTanh',
  'relu6',
  'hardSigmoid',
  'hardSwish'
]

/** Properties of each kind of layer, by name. */
export const knowledge: Readonly<Record<string, Knowledge>> = {
  dense: {
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
    }
  },
  ...imageLayers,
  embedding: {
    layers: [eraseTypes(embedding(4, 1)), eraseTypes(embedding(3, 2))],
    shapes: [[], [1], [3], [2, 2]],
    input: indexBelow(3)
  },
  reshape: {
    layers: [
      eraseTypes(reshape<Shape, Shape>([1])),
      eraseTypes(reshape<Shape, Shape>([3, 2])),
      eraseTypes(reshape<Shape, Shape>([2, 2, 4]))
    ],
    multilinear: true
  },
  flatten: { multilinear: true },
  identity: { multilinear: true },
  ...Object.fromEntries(
    layers.flatMap(row => (plainActivations.includes(row.name) ? [[row.name, elementWise(exampleOf(row))]] : []))
  ),
  leakyRelu: elementWise(eraseTypes(leakyRelu<Shape>()), eraseTypes(leakyRelu<Shape>(0.3))),
  elu: elementWise(eraseTypes(elu<Shape>()), eraseTypes(elu<Shape>(0.5))),
  ...normalization,
  ...sequence,
  ...attentions,
  dropout: {
    // Rates for which 1 / (1 − rate) is an integer.
    layers: [eraseTypes(dropout<Shape>(0.5)), eraseTypes(dropout<Shape>(0.75))],
    multilinear: true,
    shapes: [[1], [2], [3], [], [2, 3]],
    fitting: input => (tensorShape(input) === undefined ? undefined : eraseTypes(dropout<Shape>(0.5)))
  },
  prelu: { layers: [eraseTypes(prelu<number, Shape>(2)), eraseTypes(prelu<number, Shape>(3))] },
  glu: { layers: [eraseTypes(glu<number, Shape>())], shapes: evenRows },
  geglu: { layers: [eraseTypes(geglu<number, Shape>())], shapes: evenRows },
  swiglu: { layers: [eraseTypes(swiglu<number, Shape>())], shapes: evenRows },
  halves: { layers: [eraseTypes(halves<number, Shape>())], multilinear: true, shapes: evenRows },
  maxout: {
    layers: [eraseTypes(maxout<2, number, Shape>(2)), eraseTypes(maxout<3, number, Shape>(3))],
    shapes: [[6], [2, 6]]
  },
  bilinear: { layers: [eraseTypes(bilinear(1, 1, 1)), eraseTypes(bilinear(2, 3, 2))] },
  cosineSimilarity: {
    layers: [eraseTypes(cosineSimilarity<number, Shape>())],
    shapes: [
      [[2], [2]],
      [[3], [3]],
      [
        [2, 3],
        [2, 3]
      ]
    ],
    // A row of zeros has no direction, and the slope there is 10⁸.
    input: x => (x < 0 ? x - 0.5 : x + 0.5)
  },
  copy: { multilinear: true },
  sum: { multilinear: true },
  concatenate: { multilinear: true }
}

/** Activations made by `activation`. They have no catalogue row, so the laws of codecs leave them out. */
const custom: readonly LayerSubject[] = [
  { name: 'sine', ...elementWise(eraseTypes(activation(sin, cos)<Shape>())) },
  { name: 'absolute value', ...elementWise(eraseTypes(activation(abs, sign)<Shape>())) },
  {
    // Its derivative at 0 is ½, a subgradient as 0 and 1 are.
    name: 'positive part',
    ...elementWise(
      eraseTypes(
        activation(
          x => maximum(x, 0),
          x => scale(0.5, add(1, sign(x)))
        )<Shape>()
      )
    )
  }
]

/**
 * All layers that the laws are tried on: every kind of layer of the catalogue, and some custom activations. A new catalogue
 * row is tried on its example.
 */
export const layerSubjects: readonly LayerSubject[] = [
  ...layers.map(row => ({ name: row.name, layers: [exampleOf(row)], ...knowledge[row.name] })),
  ...sequenceCombinators,
  ...custom
]

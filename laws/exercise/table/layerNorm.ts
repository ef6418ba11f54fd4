import {
  add,
  broadcast,
  divide,
  multiply,
  perExample,
  scale,
  sqrt,
  square,
  subtract,
  sumOfFeatures,
  sumOverBatch
} from '../../../src/algebra/Algebra.js'
import { describe } from '../../../src/layer/Description.js'
import { constant, zeros } from '../../../src/layer/Initializer.js'
import { withFixedShapes } from '../../../src/layer/Layer.js'
import { both } from '../../../src/tensor/Random.js'
import { type Batched, type Tensor } from '../../../src/tensor/Tensor.js'
import { type Exercise, gradientWeights, ofLayer } from '../Exercise.js'

type Rows = Batched<readonly [number]>
type Row = Tensor<readonly [number]>

const features = 4
const epsilon = 1e-5

const description = describe('layerNorm', { features, epsilon }, [
  { name: 'gain', shape: [features] },
  { name: 'bias', shape: [features] }
])

const mean = (x: Rows): Rows => scale(1 / features, sumOfFeatures(x))

const everyRow = (x: Rows, row: Row): Rows => broadcast(x.shape, row)

type Kept = readonly [z: Rows, deviation: Rows]

const standardized = (x: Rows, least = epsilon): Kept => {
  const centred = subtract(x, mean(x))
  const deviation = sqrt(add(mean(square(centred)), least))
  return [divide(centred, deviation), deviation]
}

const withGain = ([g, b]: readonly [Row, Row], [z, deviation]: Kept): readonly [Rows, Kept] => [
  add(multiply(z, everyRow(z, g)), everyRow(z, b)),
  [z, deviation]
]

/** The gradients of the gain and the bias. */
const ofParameters = (z: Rows, dy: Rows): readonly [Row, Row] => [sumOverBatch(multiply(dy, z)), sumOverBatch(dy)]

/** mean(dz ⊙ z), times z. */
const along = (z: Rows, dz: Rows): Rows => multiply(z, mean(multiply(dz, z)))

/** Layer normalization. */
export const layerNorm: Exercise = ofLayer<readonly [Row, Row], Rows, Rows, Kept>(
  {
    id: 7,
    name: 'layer norm',
    title: 'Layer normalization',
    skeleton: `// Exercise 7: layer normalization of rows of 4 features:
// y = z ⊙ g + b, z = (x − mean x) / σ, σ = √(mean (x − mean x)² + 10⁻⁵). Check it with: npx pullback grade 7 norm.mjs
import { Algebra } from 'pullback'
const { add, broadcast, divide, multiply, scale, sqrt, square, subtract, sumOfFeatures, sumOverBatch } = Algebra
// add, divide, multiply, sqrt, square, subtract:
// entry by entry. An operand may be a number.
// scale(s, x): s times every entry
// sumOfFeatures(x): the sum of each row, repeated
// sumOverBatch(x): the sum of the rows of x

/** The mean of each row, repeated for every feature. */
const mean = x => scale(1 / 4, sumOfFeatures(x))

/** Returns [y, anything that backward needs]. broadcast(x.shape, g) repeats g for every row. */
export const forward = ([g, b], x) => {
  return [x, x]
}

/** The gradients [[dg, db], dx], from what forward kept and the gradient dy of the output. */
export const backward = ([g, b], kept, dy) => {
  return [[g, b], dy]
}
`,
    hints: [
      'First the easy part: y is z with a gain and a bias. dg and db add over the rows, and dz = dy ⊙ g.',
      'Each x changes its own z, the mean of its row and the σ of its row. So dx has three terms. Keep z and σ.',
      'dx = (dz − mean dz − z ⊙ mean(dz ⊙ z)) / σ.'
    ],
    weights: gradientWeights(3, 2, 4)
  },
  {
    description,
    ...withFixedShapes(description, [features], [features]),
    init: both(constant(1)<readonly [number]>([features]), zeros<readonly [number]>([features])),
    forward: (params, x) => withGain(params, standardized(x)),
    backward: ([g], [z, deviation], dy) => {
      const dz = multiply(dy, everyRow(dy, g))
      return [ofParameters(z, dy), divide(subtract(subtract(dz, mean(dz)), along(z, dz)), deviation)]
    }
  },
  [
    {
      name: 'the mean is treated as a constant: the term mean dz is missing',
      backward: ([g], [z, deviation], dy) => {
        const dz = multiply(dy, everyRow(dy, g))
        return [ofParameters(z, dy), divide(subtract(dz, along(z, dz)), deviation)]
      }
    },
    {
      name: 'σ is treated as a constant: the term z ⊙ mean(dz ⊙ z) is missing',
      backward: ([g], [z, deviation], dy) => {
        const dz = multiply(dy, everyRow(dy, g))
        return [ofParameters(z, dy), divide(subtract(dz, mean(dz)), deviation)]
      }
    },
    {
      name: 'mean and σ are treated as constants: dx = dz / σ',
      backward: ([g], [z, deviation], dy) => [ofParameters(z, dy), divide(multiply(dy, everyRow(dy, g)), deviation)]
    },
    {
      name: 'the gradient of the input is not divided by σ',
      backward: ([g], [z], dy) => {
        const dz = multiply(dy, everyRow(dy, g))
        return [ofParameters(z, dy), subtract(subtract(dz, mean(dz)), along(z, dz))]
      }
    },
    {
      name: 'the gain is missing: dz = dy instead of dy ⊙ g',
      backward: (_, [z, deviation], dy) => [
        ofParameters(z, dy),
        divide(subtract(subtract(dy, mean(dy)), along(z, dy)), deviation)
      ]
    },
    {
      name: 'the gradient of the gain does not multiply by z',
      backward: ([g], [z, deviation], dy) => {
        const dz = multiply(dy, everyRow(dy, g))
        return [[sumOverBatch(dy), sumOverBatch(dy)], divide(subtract(subtract(dz, mean(dz)), along(z, dz)), deviation)]
      }
    },
    {
      name: 'the mean over the rows was taken instead of the sum',
      backward: ([g], [z, deviation], dy) => {
        const dz = multiply(dy, everyRow(dy, g))
        const [dg, db] = ofParameters(z, dy)
        return [
          [perExample(dg, dy), perExample(db, dy)],
          divide(subtract(subtract(dz, mean(dz)), along(z, dz)), deviation)
        ]
      }
    },
    { name: 'forward does not add ε under the root', forward: (params, x) => withGain(params, standardized(x, 0)) },
    {
      name: 'forward does not subtract the mean',
      forward: (params, x) => {
        const deviation = sqrt(add(mean(square(x)), epsilon))
        return withGain(params, [divide(x, deviation), deviation])
      }
    }
  ]
)

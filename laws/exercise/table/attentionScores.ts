import { of } from 'fp-ts/lib/State.js'
import { matmul, multiply, negate, scale, transpose } from '../../../src/algebra/Algebra.js'
import { describe } from '../../../src/layer/Description.js'
import { withFixedShapes } from '../../../src/layer/Layer.js'
import { type Batched } from '../../../src/tensor/Tensor.js'
import { type Exercise, gradientWeights, ofLayer } from '../Exercise.js'

type Sequences = Batched<readonly [number, number]>
type Pair = readonly [q: Sequences, k: Sequences]

const size = 3
const root = 1 / Math.sqrt(size)

const description = describe('attentionScores', { positions: size, features: size })

const scores = (q: Sequences, k: Sequences): Sequences =>
  matmul<readonly [number], number, number, number>(q, transposed(k))

const transposed = (x: Sequences): Sequences => transpose<readonly [number], number, number>(x)

const times = (x: Sequences, y: Sequences): Sequences => matmul<readonly [number], number, number, number>(x, y)

/** The scores of attention: s = q kᵀ / √d. */
export const attentionScores: Exercise = ofLayer<readonly [], Pair, Sequences, Pair>(
  {
    id: 9,
    name: 'attention scores',
    title: 'The scores of attention',
    skeleton: `// Exercise 9: the scores of attention, s = q kᵀ / √d, with d = 3 features. Check it with: npx pullback grade 9 scores.mjs
import { Algebra } from 'pullback'
const { matmul, scale, transpose } = Algebra
// matmul(a, b): a product of matrices per example
// transpose(a): each of the matrices transposed
// scale(s, x): s times every entry

/** Returns [s, anything that backward needs]. q and k are [batch, 3, 3]: 3 positions of 3 features. */
export const forward = (_, [q, k]) => {
  return [q, [q, k]]
}

/** The gradients [[], [dq, dk]], from what forward kept and the gradient ds of the scores. */
export const backward = (_, [q, k], ds) => {
  return [[], [ds, ds]]
}
`,
    hints: [
      'q kᵀ is a product of matrices for every example. For y = a b the gradients are da = dy bᵀ and db = aᵀ dy.',
      'b is kᵀ here, so transpose its gradient once more. The factor 1 / √d belongs to both gradients.',
      'dq = ds k / √d, dk = dsᵀ q / √d.'
    ],
    weights: gradientWeights(2, 0, 4)
  },
  {
    description,
    ...withFixedShapes(
      description,
      [
        [size, size],
        [size, size]
      ],
      [size, size]
    ),
    init: of([]),
    forward: (_, [q, k]) => [scale(root, scores(q, k)), [q, k]],
    backward: (_, [q, k], ds) => [[], [scale(root, times(ds, k)), scale(root, times(transposed(ds), q))]]
  },
  [
    {
      name: 'the factor 1 / √d is missing in the gradients',
      backward: (_, [q, k], ds) => [[], [times(ds, k), times(transposed(ds), q)]]
    },
    {
      name: 'the gradient of k uses ds instead of dsᵀ',
      backward: (_, [q, k], ds) => [[], [scale(root, times(ds, k)), scale(root, times(ds, q))]]
    },
    {
      name: 'the gradient of q uses kᵀ instead of k',
      backward: (_, [q, k], ds) => [[], [scale(root, times(ds, transposed(k))), scale(root, times(transposed(ds), q))]]
    },
    {
      name: 'q and k are exchanged in the gradients',
      backward: (_, [q, k], ds) => [[], [scale(root, times(ds, q)), scale(root, times(transposed(ds), k))]]
    },
    {
      name: 'the gradients of q and k are in the wrong order',
      backward: (_, [q, k], ds) => [[], [scale(root, times(transposed(ds), q)), scale(root, times(ds, k))]]
    },
    {
      name: 'the gradient of k is missing',
      backward: (_, [, k], ds) => [[], [scale(root, times(ds, k)), multiply(0, k)]]
    },
    {
      name: 'the gradients have the wrong sign',
      backward: (_, [q, k], ds) => [
        [],
        [negate(scale(root, times(ds, k))), negate(scale(root, times(transposed(ds), q)))]
      ]
    },
    { name: 'forward divides by d instead of √d', forward: (_, [q, k]) => [scale(1 / size, scores(q, k)), [q, k]] },
    { name: 'forward does not divide by √d', forward: (_, [q, k]) => [scores(q, k), [q, k]] }
  ]
)

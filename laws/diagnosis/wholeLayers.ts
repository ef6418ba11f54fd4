/** Mistakes in how the gradient of a whole layer is put together from its Jacobian: a row for each number of the output. */
import { elementCount } from '../../src/tensor/Shape.js'
import { fresh } from '../../src/tensor/Tensor.js'
import { type Hypothesis } from './Hypothesis.js'
import { type Row, at, dot } from './Row.js'
import { type Scene, gradients, rowOf } from './Scene.js'

/** The gradient of a tensor from its Jacobian and the output gradient. */
type Of = (jacobian: readonly Row[], dy: Row) => Row

/** The term of one output, for a gradient that is assigned instead of added. */
const termOf =
  (which: (column: Row) => number): Of =>
  (jacobian, dy) =>
    (jacobian[0] ?? []).map((_, i) => {
      const column = jacobian.map(row => at(row, i))
      const o = which(column)
      return o === -1 ? 0 : at(dy, o) * at(column, o)
    })

const mistakes: readonly (readonly [text: string, of: Of])[] = [
  [
    'a transpose: the output gradient is multiplied by the Jacobian instead of its transpose',
    (jacobian, dy) => (jacobian[0]?.length === dy.length ? jacobian.map(row => dot(row, dy)) : [])
  ],
  [
    'overwritten instead of added up: of the outputs that depend on an entry, only the last counts',
    termOf(column => column.findLastIndex(slope => slope !== 0))
  ],
  [
    'of the outputs that depend on an entry, only the first counts: the sum over the others is missing',
    termOf(column => column.findIndex(slope => slope !== 0))
  ]
]

/** Outputs with more numbers have too large a Jacobian. */
const many = 64

/** The gradients of all tensors for each number of the only output. */
const jacobianOf = ({ tape, outputGradient: [dy, ...others] }: Scene): readonly (readonly Row[])[] => {
  const size = dy === undefined || others.length > 0 ? 0 : elementCount(dy.shape)
  if (dy === undefined || size > many) return []
  return Array.from({ length: size }, (_, o) => {
    const unit = fresh(dy.shape, new Float64Array(size).fill(1, o, o + 1))
    return gradients({ tape, outputGradient: [unit] })
  })
}

export const wholeLayers = function* (): Generator<Hypothesis> {
  for (const [text, of] of mistakes)
    yield {
      text: () => text,
      isExact: true,
      rows: scene => {
        const [dy] = scene.outputGradient
        const all = jacobianOf(scene)
        return scene.right.map((right, i) => {
          const jacobian = all.map(rows => rows[i] ?? [])
          const row = dy === undefined ? [] : of(jacobian, rowOf(dy))
          return row.length === right.length ? row : right
        })
      }
    }
}

/** Mistakes in how the gradient of a whole layer is put together from its Jacobian: a row for each number of the output. */
import { type Hypothesis } from './Hypothesis.js'
import { jacobian } from './jacobians.js'
import { type Row, at, dot } from './Row.js'
import { rowOf } from './Scene.js'

/** The gradient of a tensor from its Jacobian and the output gradient. */
type Of = (rows: readonly Row[], dy: Row) => Row

/** The term of one output, for a gradient that is assigned instead of added. */
const termOf =
  (which: (column: Row) => number): Of =>
  (rows, dy) =>
    (rows[0] ?? []).map((_, i) => {
      const column = rows.map(row => at(row, i))
      const o = which(column)
      return o === -1 ? 0 : at(dy, o) * at(column, o)
    })

const mistakes: readonly (readonly [text: string, of: Of])[] = [
  [
    'a transpose: the output gradient is multiplied by the Jacobian instead of its transpose',
    (rows, dy) => (rows[0]?.length === dy.length ? rows.map(row => dot(row, dy)) : [])
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

export const wholeLayers = function* (): Generator<Hypothesis> {
  for (const [text, of] of mistakes)
    yield {
      text: () => text,
      isExact: true,
      rows: scene => {
        const [dy] = scene.outputGradient
        const all = jacobian(scene)
        return scene.right.map((right, i) => {
          const row =
            dy === undefined
              ? []
              : of(
                  all.map(rows => rows[i] ?? []),
                  rowOf(dy)
                )
          return row.length === right.length ? row : right
        })
      }
    }
}

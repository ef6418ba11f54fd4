/**
 * One term of a sum instead of the sum.
 *
 *     right    dxᵢ = Σₒ dyₒ J[o, i]      wrong    dxᵢ = dyₒ J[o, i] for the last o that depends on xᵢ, or the first
 *
 * It happens if a gradient is assigned instead of added: overlapping windows, words that occur twice.
 */
import { at, type Evidence, type Row } from './Evidence.js'
import { type Guess } from './Guess.js'

const termOf =
  (which: (column: Row) => number) =>
  ({ columns, outputGradient }: Evidence): Row =>
    columns.map(column => {
      const o = which(column)
      return o === -1 ? 0 : at(outputGradient, o) * at(column, o)
    })

const matters = (slope: number): boolean => slope !== 0

export const overwritten: readonly Guess[] = [
  {
    cause: 'overwritten instead of added up: of the outputs that depend on an entry, only the last counts',
    row: termOf(column => column.findLastIndex(matters))
  },
  {
    cause: 'of the outputs that depend on an entry, only the first counts: the sum over the others is missing',
    row: termOf(column => column.findIndex(matters))
  }
]

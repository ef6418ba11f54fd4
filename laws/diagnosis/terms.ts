/** Guesses for the error of a gradient: a missing or an extra term. */
import { at, type Evidence, type Row } from './Evidence.js'
import { type Guess } from './Guess.js'
import { summed } from './axes.js'

/** The part of Jᵀ dy on the diagonal of J. */
const diagonal: Guess['row'] = ({ columns, entries, outputGradient, place, output, numbers, isWhole }) =>
  isWhole && place.part === 'input' && output.length === numbers.length
    ? columns.map((column, j) => at(column, at(entries, j)) * at(outputGradient, at(entries, j)))
    : undefined

const sameSize = (row: Row, { numbers }: Evidence): Row | undefined => (row.length === numbers.length ? row : undefined)

const whole =
  (f: (evidence: Evidence) => Row | undefined): Guess['row'] =>
  evidence =>
    evidence.isWhole ? f(evidence) : undefined

const overRow = (f: (evidence: Evidence) => Row | undefined): Guess['row'] =>
  whole(evidence => {
    const { place } = evidence
    const row = f(evidence)
    return row && place.part === 'input' && place.shape.length > 1
      ? summed(place.shape, place.shape.length - 1)(row)
      : undefined
  })

/** Terms that can be missing or extra. */
export const terms: readonly Guess[] = [
  { cause: 'the output gradient itself', row: whole(evidence => sameSize(evidence.outputGradient, evidence)) },
  { cause: 'the numbers themselves (as weight decay adds them)', row: ({ numbers }) => numbers },
  {
    cause: 'the signs of the numbers themselves (as an L1 penalty adds them)',
    row: ({ numbers }) => numbers.map(Math.sign)
  },
  { cause: 'a constant', row: ({ numbers }) => numbers.map(() => 1) },
  { cause: 'the output', row: whole(evidence => sameSize(evidence.output, evidence)) },
  {
    cause: 'the output gradient times the input',
    row: whole(evidence =>
      sameSize(
        evidence.outputGradient.map((dy, o) => dy * at(evidence.numbers, o)),
        evidence
      )
    )
  },
  { cause: 'the sum of the output gradient over the row', row: overRow(e => sameSize(e.outputGradient, e)) },
  { cause: 'the sum of the gradient over the row', row: overRow(e => e.numeric) },
  {
    cause: 'the mean of the gradient over the row',
    row: overRow(e => e.numeric.map(x => x / (e.place.shape.at(-1) ?? 1)))
  },
  { cause: 'the gradient squared', row: ({ numeric }) => numeric.map(x => x * x) },
  {
    cause: 'the dependence of an output on its own input',
    row: diagonal
  }
]

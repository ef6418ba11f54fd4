/** Parts of the Jacobian alone, and what a gradient may be off by. */
import { at, dot, type Evidence, type Row } from './Evidence.js'
import { indices } from '../Numbers.js'
import { type Guess } from './Guess.js'
import { pulledBack } from './outputGradient.js'
import { summed } from './axes.js'

/** Jᵀ dy, of those pairs of an entry and an output only. */
const masked = (
  cause: string,
  keeps: (entry: number, output: number, evidence: Evidence) => boolean | undefined
): Guess => ({
  cause,
  row: evidence => {
    const { entries, columns, outputGradient } = evidence
    if (entries.some(i => keeps(i, 0, evidence) === undefined)) return undefined
    return columns.map((column, j) =>
      dot(
        outputGradient.map((dy, o) => (keeps(at(entries, j), o, evidence) === true ? dy : 0)),
        column
      )
    )
  }
})

/** The example that an entry of the input belongs to, and an output. */
const exampleOf = (i: number, shape: readonly number[]): number => indices(shape, i)[0] ?? 0

const isSquare = ({ place, output, numbers, isWhole }: Evidence): boolean =>
  isWhole && place.part === 'input' && output.length === numbers.length

const sameExample = (i: number, o: number, { place, outputShape }: Evidence): boolean | undefined =>
  place.part === 'input' ? exampleOf(i, place.shape) === exampleOf(o, outputShape) : undefined

export const parts: readonly Guess[] = [
  masked('only the diagonal of the Jacobian: how an output depends on other inputs is missing', (i, o, evidence) =>
    isSquare(evidence) ? i === o : undefined
  ),
  masked('the diagonal of the Jacobian is missing: how an output depends on its own input', (i, o, evidence) =>
    isSquare(evidence) ? i !== o : undefined
  ),
  masked('how an output depends on the other examples of the batch is missing', sameExample),
  masked('only how an output depends on later inputs is there', (i, o, evidence) =>
    isSquare(evidence) ? i >= o : undefined
  ),
  masked('only how an output depends on earlier inputs is there', (i, o, evidence) =>
    isSquare(evidence) ? i <= o : undefined
  )
]

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

/** Terms that can be missing, or too much. */
export const terms: readonly Guess[] = [
  { cause: 'the output gradient itself', row: whole(evidence => sameSize(evidence.outputGradient, evidence)) },
  { cause: 'its own numbers (as weight decay adds them)', row: ({ numbers }) => numbers },
  { cause: 'the signs of its own numbers (as an L1 penalty adds them)', row: ({ numbers }) => numbers.map(Math.sign) },
  { cause: 'a constant', row: ({ numbers }) => numbers.map(() => 1) },
  { cause: 'the output', row: whole(evidence => sameSize(evidence.output, evidence)) },
  {
    cause: 'the output gradient times the output',
    row: whole(evidence =>
      sameSize(
        evidence.outputGradient.map((dy, o) => dy * at(evidence.output, o)),
        evidence
      )
    )
  },
  {
    cause: 'the output gradient times the output, divided by the input',
    row: whole(evidence =>
      sameSize(
        evidence.outputGradient.map((dy, o) => (dy * at(evidence.output, o)) / at(evidence.numbers, o)),
        evidence
      )
    )
  },
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
  { cause: 'the gradient squared', row: ({ numeric }) => numeric.map(x => x * x) },
  {
    cause: 'how an output depends on its own input',
    row: evidence => parts[0]?.row(evidence)
  },
  {
    cause: 'the gradient with the output gradient taken to be 1',
    row: evidence =>
      pulledBack(
        evidence,
        evidence.outputGradient.map(() => 1)
      )
  }
]

/** Gradients of whole tensors that have a term or a factor too many or too few, or belong to another tensor. */
import { summed } from './axes.js'
import { type Hypothesis } from './Hypothesis.js'
import { type Row, at, isAbout, written } from './Row.js'
import { type Scene, rowOf } from './Scene.js'

/** What the numbers of one tensor of a scene can be combined with. */
interface Own {
  readonly numbers: Row
  readonly right: Row
  /** The output and its gradient, if they have as many numbers. */
  readonly output: Row | undefined
  readonly outputGradient: Row | undefined
  readonly width: number
  /** The sum over the row, if the tensor is an input that has rows. */
  readonly overRow: (row: Row) => Row | undefined
}

type Of = (own: Own) => Row | undefined

const ownOf = ({ tape, right, outputGradient: [dy] }: Scene, i: number): Own => {
  const { shape } = tape.inputs[i]?.value ?? { shape: [] }
  const numbers = tape.inputs[i] === undefined ? [] : rowOf(tape.inputs[i].value)
  const sameSize = (row: Row) => (row.length === numbers.length && tape.outputs.length === 1 ? row : undefined)
  return {
    numbers,
    right: right[i] ?? [],
    output: tape.outputs[0] && sameSize(rowOf(tape.outputs[0].value)),
    outputGradient: dy && sameSize(rowOf(dy)),
    width: shape.at(-1) ?? 1,
    overRow: row => (i >= tape.parameters && shape.length > 1 ? summed(shape, shape.length - 1)(row) : undefined)
  }
}

/** The right gradient of each tensor, combined with something that belongs to the tensor. */
const combined =
  (of: Of, f: (x: number, y: number) => number) =>
  (scene: Scene): readonly Row[] =>
    scene.right.map((row, i) => {
      const other = of(ownOf(scene, i))
      return other === undefined ? row : row.map((x, j) => f(x, at(other, j)))
    })

const added: readonly (readonly [name: string, of: Of])[] = [
  ['the output gradient itself', ({ outputGradient }) => outputGradient],
  ['the numbers themselves (as weight decay adds them)', ({ numbers }) => numbers],
  ['the signs of the numbers themselves (as an L1 penalty adds them)', ({ numbers }) => numbers.map(Math.sign)],
  ['a constant', ({ numbers }) => numbers.map(() => 1)],
  ['the output', ({ output }) => output],
  [
    'the output gradient times the input',
    ({ outputGradient, numbers }) => outputGradient?.map((dy, i) => dy * at(numbers, i))
  ],
  [
    'the sum of the output gradient over the row',
    ({ outputGradient, overRow }) => outputGradient && overRow(outputGradient)
  ],
  ['the sum of the gradient over the row', ({ right, overRow }) => overRow(right)],
  ['the mean of the gradient over the row', ({ right, overRow, width }) => overRow(right)?.map(x => x / width)],
  ['the gradient squared', ({ right }) => right.map(x => x * x)]
]

const termText =
  (name: string) =>
  (factor: number): string => {
    const times = isAbout(Math.abs(factor), 1) ? name : `${written(Math.abs(factor))} times ${name}`
    return factor < 0 ? `a dropped term: ${times} is missing` : `a term too much: ${times}`
  }

const factors: readonly (readonly [name: string, of: Of])[] = [
  ['the number itself', ({ numbers }) => numbers],
  ['the output', ({ output }) => output],
  ['the output gradient', ({ outputGradient }) => outputGradient],
  [
    'the slope of the sigmoid at the number itself',
    ({ numbers }) => numbers.map(x => 1 / (2 + Math.exp(x) + Math.exp(-x)))
  ]
]

const powers: readonly (readonly [power: number, text: (name: string) => string])[] = [
  [1, name => `a factor: the gradient is multiplied by ${name} once too often`],
  [-1, name => `a factor: the gradient is not multiplied by ${name}, or divided by it once too often`],
  [2, name => `a factor: the gradient is multiplied by ${name} twice too often`],
  [-2, name => `a factor: the gradient is not multiplied by the square of ${name}`]
]

/** Terms that are missing. They are simpler than a slope without them. */
export const missingTerms = function* (): Generator<Hypothesis> {
  for (const [what, of] of added)
    yield {
      text: () => `a dropped term: ${what} is missing`,
      isExact: true,
      rows: combined(of, (x, term) => x - term)
    }
}

export const terms = function* (): Generator<Hypothesis> {
  yield {
    text: () => 'the output gradient is passed on unchanged: the Jacobian is missing',
    isExact: true,
    rows: combined(
      ({ outputGradient }) => outputGradient,
      (_, dy) => dy
    )
  }
  for (const [what, of] of added) yield { text: termText(what), rows: combined(of, (x, term) => x + term) }
  for (const [what, of] of factors)
    for (const [power, text] of powers)
      yield {
        text: factor => (isAbout(factor, 1) ? text(what) : `${text(what)}, times ${written(factor)}`),
        rows: combined(of, (x, y) => x * y ** power),
        from: ({ right }) => right.map(row => row.map(() => 0))
      }
}

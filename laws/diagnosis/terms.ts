/** Gradients of whole tensors that have a term or a factor too many or too few, or belong to another tensor. */
import { type AnyTensor } from '../../src/tensor/Tensor.js'
import { summed } from './axes.js'
import { type Hypothesis } from './Hypothesis.js'
import { type Row, at, isAbout, written } from './Row.js'
import { type Scene, rowOf } from './Scene.js'

/** What the gradient of one tensor of a scene can be combined with. */
interface Own {
  readonly numbers: Row
  readonly right: Row
  /** The output and its gradient, if they have as many numbers. */
  readonly output: Row | undefined
  readonly outputGradient: Row | undefined
  /** The means of the rows of the gradient of an input, each as often as the row is long. */
  readonly means: Row | undefined
}

const ownOf = ({ tape, right, outputGradient }: Scene, i: number): Own => {
  const [tensor, dx = []] = [tape.inputs[i]?.value, right[i]]
  const sameSize = ([tensor, ...others]: readonly AnyTensor[]) =>
    tensor !== undefined && others.length === 0 && rowOf(tensor).length === dx.length ? rowOf(tensor) : undefined
  const [width = 1, ...rest] = tensor?.shape.toReversed() ?? []
  return {
    numbers: tensor === undefined ? [] : rowOf(tensor),
    right: dx,
    output: sameSize(tape.outputs.map(({ value }) => value)),
    outputGradient: sameSize(outputGradient),
    means:
      tensor !== undefined && i >= tape.parameters && rest.length > 0
        ? summed(tensor.shape, rest.length)(dx).map(x => x / width)
        : undefined
  }
}

type Of = (own: Own) => Row | undefined

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
  ['the mean of the gradient over the row', ({ means }) => means]
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
  [
    'the slope of the sigmoid at the number itself',
    ({ numbers }) => numbers.map(x => 1 / (2 + Math.exp(x) + Math.exp(-x)))
  ]
]

const powers: readonly (readonly [power: number, text: (name: string) => string])[] = [
  [1, name => `a factor: the gradient is multiplied by ${name} once too often`],
  [-1, name => `a factor: the gradient is not multiplied by ${name}, or divided by it once too often`]
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

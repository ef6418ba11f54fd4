/** The gradient at a kink inside of a layer, where the chain rule defines it: relu(x) − relu(−x) = x has the gradient 0 or 2 at 0. */
import { tensorsOf } from '../../src/algebra/Value.js'
import { filledTensor, fresh, isAnyTensor, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Case } from '../generator/layer.js'
import { firstDifference } from '../value/near.js'
import { run } from '../value/Passes.js'
import { type Replacement, type Tape, pull, tapeOf, valueOf } from './Tape.js'

const kinked: ReadonlySet<string> = new Set(['abs', 'maximum', 'minimum'])

/** Of a number: by how much it moves to one side of a kink. */
const nudge = 2 ** -50

/** Operations with a kink take the derivative of one side: the first operand is a little larger, or a little smaller. */
const onSide = (side: number): Replacement => ({
  values: ({ op, arguments: given }) => {
    if (!kinked.has(op)) return undefined
    const values = given.map(valueOf)
    const k = values.findIndex(isAnyTensor)
    const step = nudge * (k === 0 ? side : -side)
    return values.map((value, i) =>
      i === k && isAnyTensor(value)
        ? fresh(
            value.shape,
            rowMajorNumbers(value).map(x => x + step * Math.max(1, Math.abs(x)))
          )
        : value
    )
  }
})

/**
 * Whether the operations of forward meet a kink, and the gradients are what the chain rule gives there with the derivative of one of the two
 * sides, or with the mean of both.
 */
export const followsChainRule = (drawn: Case): boolean => {
  const tape = tapeOf(drawn)
  try {
    return tape !== undefined && isOfChainRule(drawn, tape)
  } catch {
    // An operation has no derivative.
    return false
  }
}

const isOfChainRule = (drawn: Case, tape: Tape): boolean => {
  const gradients = (side: number) => {
    const all = pull(tape, tensorsOf(drawn.outputGradient), onSide(side))
    return tape.inputs.map(({ index, value }) => all[index] ?? filledTensor(value.shape, 0))
  }
  const [above, below] = [gradients(1), gradients(-1)]
  if (firstDifference(above, below) === undefined) return false
  const mean = above.map((tensor, i) => {
    const other = rowMajorNumbers(below[i] ?? tensor)
    return fresh(
      tensor.shape,
      rowMajorNumbers(tensor).map((x, j) => (x + (other[j] ?? NaN)) / 2)
    )
  })
  const { paramsGradient, inputGradient } = run(drawn.layer, drawn.params, drawn.input, drawn.outputGradient)
  const claimed = [...paramsGradient, ...tensorsOf(inputGradient)]
  return [above, below, mean].some(found => firstDifference(found, claimed) === undefined)
}

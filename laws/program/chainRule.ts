/** The gradient at a kink inside of a layer, where the chain rule defines it: relu(x) − relu(−x) = x has the gradient 0 or 2 at 0. */
import { add, scale } from '../../src/algebra/elementwise.js'
import { tensorsOf, zipValues } from '../../src/algebra/Value.js'
import { fresh, isAnyTensor, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Case } from '../generator/layer.js'
import { firstDifference } from '../value/near.js'
import { run } from '../value/Passes.js'
import { type Replacement, type Tape, inputGradients, tapeOf, valueOf } from './Tape.js'

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

const mean = zipValues((x, y) => scale(0.5, add(x, y)))

/**
 * Whether the operations of forward meet a kink, and the gradients are what the chain rule gives there with the derivative of one of the two
 * sides, or with the mean of both.
 */
export const followsChainRule = (drawn: Case): boolean => {
  const tape = tapeOf(drawn)
  try {
    return tape?.entries.some(({ op }) => kinked.has(op)) === true && isOfChainRule(drawn, tape)
  } catch {
    // An operation has no derivative.
    return false
  }
}

const isOfChainRule = ({ layer, params, input, outputGradient }: Case, tape: Tape): boolean => {
  const gradients = (side: number) => inputGradients(tape, tensorsOf(outputGradient), onSide(side))
  const [above, below] = [gradients(1), gradients(-1)]
  if (firstDifference(above, below) === undefined) return false
  const { paramsGradient, inputGradient } = run(layer, params, input, outputGradient)
  const claimed = [...paramsGradient, inputGradient]
  return [above, below, mean(above, below)].some(found => firstDifference(found, claimed) === undefined)
}

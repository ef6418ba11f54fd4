/**
 * A gradient of a parameter that is computed from the raw input by mistake.
 *
 *     scale g of features     dg = Σ dy x       but g multiplies a normalised or an activated x
 *     weight W of outputs     dW = dyᵀ x        but an activation follows: its slope is missing
 */
import { tensorsOf } from '../../src/algebra/Value.js'
import { numbersOf } from '../value/Numbers.js'
import { at, type Evidence, type Row } from './Evidence.js'
import { type Guess } from './Guess.js'

interface Widths {
  readonly examples: number
  readonly x: Row
  readonly inputs: number
  readonly dy: Row
  readonly outputs: number
}

/** Whether the input and the output have one row for each example. */
const widthsOf = ({ drawn, place, isWhole, outputGradient, outputShape }: Evidence): Widths | undefined => {
  const [input, ...others] = tensorsOf(drawn.input)
  const [, inputs, ...more] = input?.shape ?? []
  const [examples, outputs] = outputShape
  if (input === undefined || inputs === undefined || examples === undefined || outputs === undefined) return undefined
  const isRows = others.length === 0 && more.length === 0 && outputShape.length === 2
  return isRows && isWhole && place.part === 'parameters'
    ? { examples, x: Array.from(numbersOf(input)), inputs, dy: outputGradient, outputs }
    : undefined
}

const overExamples = ({ examples, x, inputs, dy, outputs }: Widths, o: number, i: number): number =>
  Array.from({ length: examples }, (_, b) => at(dy, b * outputs + o) * at(x, b * inputs + i)).reduce((a, b) => a + b, 0)

const guess = (
  cause: string,
  fits: (shape: readonly number[], widths: Widths) => boolean,
  of: (entry: number, widths: Widths) => number
): Guess => ({
  cause,
  row: evidence => {
    const widths = widthsOf(evidence)
    return widths && fits(evidence.place.shape, widths) ? evidence.entries.map(entry => of(entry, widths)) : undefined
  }
})

export const fromInput: readonly Guess[] = [
  guess(
    'the input itself is used instead of the number that the parameter multiplies, a function of the input',
    (shape, { inputs, outputs }) => shape.length === 1 && shape[0] === inputs && inputs === outputs,
    (entry, widths) => overExamples(widths, entry, entry)
  ),
  guess(
    'as if the layer were linear: the output gradient times the unchanged input, without the operation on the input before (a mask, a norm) or on the output after (a slope)',
    (shape, { inputs, outputs }) => shape.length === 2 && shape[0] === outputs && shape[1] === inputs,
    (entry, widths) => overExamples(widths, Math.floor(entry / widths.inputs), entry % widths.inputs)
  )
]

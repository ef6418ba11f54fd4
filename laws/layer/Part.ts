/**
 * A case as a function of its parameters or of its input.
 *
 *     φ(numbers) = Σ outputGradient · forward(numbers)      gradient of φ = what backward gives for that part
 */
import { elementCount } from '../../src/tensor/Shape.js'
import { rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { isTensor, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { type Sample } from '../derivative/derivative.js'
import { type Case, namesOf } from '../generator/layer.js'
import { inner, largest, numbersOf, placeOf, sizeOf } from '../value/Numbers.js'
import { forward, run } from '../value/Passes.js'
import { type Direction, moved } from './Direction.js'

export type PartName = 'parameters' | 'input'

export interface Part {
  readonly name: PartName
  readonly numbers: Float64Array
  /** The largest |entry| of the output gradient. */
  readonly outputGradient: number
  /** The analytic gradient. */
  readonly gradient: () => Float64Array
  /** t ↦ φ(numbers + t v) */
  readonly line: (v: Direction) => (t: number) => Sample
  readonly place: (i: number) => string
  /** The tensors, as [from, to) of the numbers. */
  readonly tensors: readonly (readonly [from: number, to: number])[]
}

const ranges = (value: Value): Part['tensors'] => {
  let from = 0
  return tensorsOf(value).map(({ shape }) => [from, (from += elementCount(shape))])
}

export const valueOf = ({ params, input }: Case, name: PartName): Value => (name === 'parameters' ? params : input)

export const partOf = (drawn: Case, name: PartName): Part => {
  const { layer, params, input, outputGradient } = drawn
  const weights = numbersOf(outputGradient)
  const value = valueOf(drawn, name)
  return {
    name,
    numbers: numbersOf(value),
    outputGradient: largest(weights),
    gradient: () => {
      const { paramsGradient, inputGradient } = run(layer, params, input, outputGradient)
      return numbersOf(name === 'parameters' ? paramsGradient : inputGradient)
    },
    line: v => t => {
      const [output] =
        name === 'parameters' ? forward(layer, moved(params, v, t), input) : forward(layer, params, moved(input, v, t))
      return inner(weights, isTensor(output) ? rowMajorNumbers(output) : numbersOf(output))
    },
    place: i => placeOf(value, name === 'parameters' ? namesOf(layer) : [], i).replace(/^part \d+/, 'input'),
    tensors: ranges(value)
  }
}

/** The number of entries of the parameters and the input of a case. */
export const sizeOfCase = ({ params, input }: Case): number => sizeOf(params) + sizeOf(input)

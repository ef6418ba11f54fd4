/**
 * A case as a function of its parameters or of its input.
 *
 *     φ(numbers) = Σ outputGradient · forward(numbers)      gradient of φ = what backward gives for that part
 */
import { elementCount } from '../../src/tensor/Shape.js'
import { rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { isTensor, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { domainOf } from '../../src/layer/Description.js'
import { type Sample } from '../derivative/derivative.js'
import { type Case, namesOf } from '../generator/layer.js'
import { inner, largest, numbersOf, placeOf, sizeOf } from '../value/Numbers.js'
import { forward, run } from '../value/Passes.js'
import { along, type Direction, moved } from './Direction.js'

export type PartName = 'parameters' | 'input'

export interface Part {
  readonly name: PartName
  readonly numbers: Float64Array
  /** The largest |entry| of the output gradient. */
  readonly outputGradient: number
  /** The analytic gradient. */
  readonly gradient: () => Float64Array
  /** The scale of the numbers that v moves: the largest of them, at least 1. Indices are moved by less than ½, so that they stay the same. */
  readonly scaleOf: (v: Direction) => number
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
  const numbers = numbersOf(value)
  const areIndices = name === 'input' && domainOf(layer.description).indicesBelow !== undefined
  return {
    name,
    numbers,
    outputGradient: largest(weights),
    gradient: () => {
      const { paramsGradient, inputGradient } = run(layer, params, input, outputGradient)
      return numbersOf(name === 'parameters' ? paramsGradient : inputGradient)
    },
    scaleOf: v => (areIndices ? 1 : Math.max(1, largest(along(numbers, v)))),
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

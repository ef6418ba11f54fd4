/**
 * A case as a function of some of its numbers: of the parameters, or of the input.
 *
 *     φ(numbers) = Σ outputGradient · forward(numbers)      gradient of φ = what backward gives for that part
 */
import { type AnyTensor, rowMajorNumbers } from '../../src/Tensor.js'
import { tensorsOf } from '../../src/Value.js'
import { type Case, namesOf } from '../generator/layer.js'
import { inner, numbersOf, placeOf, sizeOf, withNumbers } from '../Numbers.js'
import { forward, run } from '../Passes.js'

export type PartName = 'parameters' | 'input'

export interface Part {
  readonly name: PartName
  readonly numbers: readonly number[]
  /** The analytic gradient. */
  readonly gradient: () => readonly number[]
  /** φ at other numbers. */
  readonly at: (numbers: readonly number[]) => { readonly value: number; readonly magnitude: number }
  readonly place: (i: number) => string
  /** The tensors, as [from, to) of the numbers. */
  readonly tensors: readonly (readonly [from: number, to: number])[]
}

const ranges = (tensors: readonly AnyTensor[]): Part['tensors'] => {
  let from = 0
  return tensors.map(tensor => [from, (from += sizeOf(tensor))])
}

export const partOf = (drawn: Case, name: PartName): Part => {
  const { layer, params, input, outputGradient } = drawn
  const weights = numbersOf(outputGradient)
  const value = name === 'parameters' ? params : input
  return {
    name,
    numbers: numbersOf(value),
    gradient: () => {
      const { paramsGradient, inputGradient } = run(layer, params, input, outputGradient)
      return numbersOf(name === 'parameters' ? paramsGradient : inputGradient)
    },
    at: numbers => {
      const [output] =
        name === 'parameters'
          ? forward(layer, withNumbers(params)(numbers), input)
          : forward(layer, params, withNumbers(input)(numbers))
      return inner(
        weights,
        tensorsOf(output).flatMap(tensor => Array.from(rowMajorNumbers(tensor)))
      )
    },
    place: i => placeOf(value, name === 'parameters' ? namesOf(layer) : [], i).replace(/^part \d+/, 'input'),
    tensors: ranges(tensorsOf(value))
  }
}

/** The numbers, moved by t along a direction. */
export const moved = (numbers: readonly number[], direction: readonly number[], t: number): readonly number[] =>
  numbers.map((x, i) => x + t * (direction[i] ?? 0))

/** The direction of one entry. */
export const unit = (size: number, i: number): readonly number[] => {
  const direction = new Array<number>(size).fill(0)
  direction[i] = 1
  return direction
}

/** A direction of both signs, and another one for another `which`; the same every time. */
export const direction = (size: number, which: number): readonly number[] =>
  Array.from({ length: size }, (_, i) => {
    const fraction =
      (((i + 1) * 0.6180339887498949 + (which + 1) * 0.7548776662466927 * (i % 7 === 0 ? 2 : 1)) * (which + 1)) % 1
    return (fraction < 0.5 ? -1 : 1) * (0.5 + (fraction % 0.5))
  })

/** The part of a direction that lies in [from, to). */
export const within = (whole: readonly number[], from: number, to: number): readonly number[] =>
  whole.map((x, i) => (i >= from && i < to ? x : 0))

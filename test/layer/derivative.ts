/** Numeric derivatives: central differences of ⟨output, outputGradient⟩, one number at a time. */
import { type AnyTensor, fromArray, type Layer, type Params, toArray, type Value, Values } from 'pullback'
import { expect } from 'vitest'
import { passes } from '../networks.js'
import { distance } from '../near.js'

const step = 1e-5

const numbersOf = (value: Value): readonly number[] => Values.tensorsOf(value).flatMap(toArray)

/** The same value with other numbers. */
const withNumbers = <A extends Value>(value: A, numbers: readonly number[]): A => {
  const rest = [...numbers]
  return Values.mapBatches((x: AnyTensor) => fromArray(x.shape, rest.splice(0, toArray(x).length)))(value)
}

const numericGradient = <A extends Value>(f: (x: A) => number, at: A): readonly number[] => {
  const numbers = numbersOf(at)
  const moved = (place: number, by: number) => f(withNumbers(at, numbers.with(place, (numbers[place] ?? NaN) + by)))
  return numbers.map((_, place) => (moved(place, step) - moved(place, -step)) / (2 * step))
}

/** The distance between the gradients of a layer and its numeric derivatives. */
export const gradientError = <P extends Params, A extends Value, B extends Value>(
  layer: Layer<P, A, B>,
  params: P,
  input: A,
  outputGradient: B
): number => {
  const weights = numbersOf(outputGradient)
  const weighted = (output: B) => numbersOf(output).reduce((sum, y, i) => sum + y * (weights[i] ?? NaN), 0)
  const [, paramsGradient, inputGradient] = passes(layer, params, input, outputGradient)
  const ofParams = numericGradient<Params>(
    p => weighted(layer.forward(withNumbers(params, numbersOf(p)), input)[0]),
    params
  )
  const ofInput = numericGradient(x => weighted(layer.forward(params, x)[0]), input)
  return Math.max(distance(numbersOf(paramsGradient), ofParams), distance(numbersOf(inputGradient), ofInput))
}

export const expectDerivative = <P extends Params, A extends Value, B extends Value>(
  ...[layer, params, input, outputGradient]: Parameters<typeof gradientError<P, A, B>>
): void => expect(gradientError(layer, params, input, outputGradient)).toBeLessThan(1e-8)

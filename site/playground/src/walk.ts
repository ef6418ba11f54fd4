import { type Cache, fromArray, type Params, parametersOf, toFloat64Array, type Value, Values } from 'pullback'
import { type Part } from './network.js'

/** Number of parameters of each part. */
const counts = (parts: readonly Part[]): readonly number[] =>
  parts.map(({ layer }) => parametersOf(layer.description).length)

/** The parameters of each part of a network. */
export const paramsOfParts = (parts: readonly Part[], params: Params): readonly Params[] => {
  let from = 0
  return counts(parts).map(count => params.slice(from, (from += count)))
}

interface Walked {
  readonly outputs: readonly Value[]
  readonly caches: readonly Cache[]
}

/** The outputs of every part. */
export const walkForward = (parts: readonly Part[], params: readonly Params[], input: Value): Walked => {
  const outputs: Value[] = []
  const caches: Cache[] = []
  let value = input
  parts.forEach(({ layer }, i) => {
    const [output, cache] = layer.forward(params[i] ?? [], value)
    outputs.push(output)
    caches.push(cache)
    value = output
  })
  return { outputs, caches }
}

/** The gradients that backward gives: of the parameters of every part, and of its output. */
export const walkBackward = (
  parts: readonly Part[],
  params: readonly Params[],
  { caches }: Walked,
  gradient: Value
): { readonly ofParams: readonly Params[]; readonly ofOutputs: readonly Value[] } => {
  const ofParams: Params[] = []
  const ofOutputs: Value[] = []
  let outputGradient = gradient
  for (let i = parts.length - 1; i >= 0; i--) {
    const [part, cache] = [parts[i], caches[i]]
    if (part === undefined || cache === undefined) continue
    ofOutputs.unshift(outputGradient)
    const [ofPart, inputGradient] = part.layer.backward(params[i] ?? [], cache, outputGradient)
    ofParams.unshift(ofPart)
    outputGradient = inputGradient
  }
  return { ofParams, ofOutputs }
}

/** The numbers of a value of one tensor. */
export const numbersOf = (value: Value | undefined): Float64Array =>
  value === undefined ? new Float64Array(0) : (Values.tensorsOf(value).map(toFloat64Array)[0] ?? new Float64Array(0))

/** The points of a square as inputs, row by row, from the top left. */
export const pointsOf = (side: number, { left, top, size }: Frame) =>
  fromArray(
    [side * side, 2],
    Float64Array.from({ length: 2 * side * side }, (_, k) => {
      const [i, axis] = [k >> 1, k & 1]
      return axis === 0 ? left + (((i % side) + 0.5) / side) * size : top - ((Math.floor(i / side) + 0.5) / side) * size
    })
  )

/** A square of the plane. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly size: number
}

/** The square around the examples, with a margin. */
export const frameOf = (inputs: Float64Array): Frame => {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i < inputs.length; i += 2) {
    const [x, y] = [inputs[i] ?? 0, inputs[i + 1] ?? 0]
    left = Math.min(left, x)
    right = Math.max(right, x)
    bottom = Math.min(bottom, y)
    top = Math.max(top, y)
  }
  const size = 1.3 * Math.max(right - left, top - bottom)
  return { left: (left + right - size) / 2, top: (top + bottom + size) / 2, size }
}

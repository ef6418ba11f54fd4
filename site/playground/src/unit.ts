import { differentiate, judge } from 'pullback/laws'
import {
  Algebra,
  type AnyTensor,
  type Dataset,
  fromArray,
  type Params,
  toFloat64Array,
  type Scalar,
  toNumber,
  type UntypedLoss,
  type Value,
  Values
} from 'pullback'
import { type Part } from './network.js'
import { numbersOf, paramsOfParts, walkBackward, walkForward } from './walk.js'

/** A unit of the network: its dense layer, counted from 1, and its place in it, counted from 0. */
export interface Unit {
  readonly layer: number
  readonly place: number
}

/** A parameter of a unit, its gradient, and the same gradient measured. */
export interface Compared {
  readonly name: string
  readonly value: number
  readonly analytic: number
  readonly measured: number
  readonly tolerance: number
  readonly verdict: 'agrees' | 'differs' | 'inconclusive'
}

/** What a unit computes for one example. */
export interface Inspected {
  readonly inputs: readonly number[]
  readonly weights: readonly number[]
  readonly bias: number
  readonly z: number
  readonly a: number
  /** ∂L/∂a and ∂L/∂z, as backward gives them, and the slope ∂a/∂z that it multiplies by. */
  readonly ofOutput: number
  readonly delta: number
  readonly slope: number
  readonly loss: number
}

/** What gradients are inspected of. */
export interface Scene {
  readonly parts: readonly Part[]
  readonly loss: UntypedLoss
  readonly params: Params
}

const denseAt = ({ parts }: Scene, layer: number): number =>
  parts.findIndex(({ kind, place }) => kind === 'dense' && place === layer)

const lossAt = ({ parts, loss, params }: Scene, { inputs, targets }: Dataset<Value, Value>) => {
  const each = paramsOfParts(parts, params)
  const walked = walkForward(parts, each, inputs)
  const prediction = walked.outputs.at(-1) ?? inputs
  return {
    value: toNumber(loss.value(prediction, targets) satisfies Scalar),
    walked,
    each,
    ...walkBackward(parts, each, walked, loss.gradient(prediction, targets))
  }
}

/** The numbers of one unit for one example. */
export const inspect = (scene: Scene, example: Dataset<Value, Value>, { layer, place }: Unit): Inspected => {
  const index = denseAt(scene, layer)
  const { value, walked, each, ofOutputs } = lossAt(scene, example)
  const inputs = [...numbersOf(index === 0 ? example.inputs : walked.outputs[index - 1])]
  const [weight, bias] = (each[index] ?? []).map(toFloat64Array)
  const activation = scene.parts[index + 1]?.kind === 'activation' ? index + 1 : index
  const number = (of: Value | undefined): number => numbersOf(of)[place] ?? NaN
  // An output gradient of ones: the slope is known where the gradient of the loss is 0, too.
  const ones = Values.mapValues(x => Algebra.add(1, Algebra.scale(0, x)))
  const [last, cache] = [walked.outputs[activation], walked.caches[activation]]
  const slopes =
    last === undefined || cache === undefined
      ? undefined
      : scene.parts[activation]?.layer.backward(each[activation] ?? [], cache, ones(last))[1]
  return {
    inputs,
    weights: [...(weight ?? [])].slice(place * inputs.length, (place + 1) * inputs.length),
    bias: bias?.[place] ?? NaN,
    z: number(walked.outputs[index]),
    a: number(walked.outputs[activation]),
    ofOutput: number(ofOutputs[activation]),
    delta: number(ofOutputs[index]),
    slope: number(slopes),
    loss: value
  }
}

/** The gradients of the parameters of one unit beside their finite differences. */
export const compare = (scene: Scene, examples: Dataset<Value, Value>, { layer, place }: Unit): readonly Compared[] => {
  const index = denseAt(scene, layer)
  const { ofParams, each } = lossAt(scene, examples)
  const gradients = (ofParams[index] ?? []).map(toFloat64Array)
  const scale = Math.max(...gradients.map(gradient => gradient.reduce((most, x) => Math.max(most, Math.abs(x)), 0)))
  const before = paramsOfParts(scene.parts, scene.params).slice(0, index).flat().length
  const [weight, bias] = each[index] ?? []
  if (weight === undefined || bias === undefined) return []
  const inputs = weight.shape[1] ?? 0
  const entries = [
    ...Array.from({ length: inputs }, (_, k) => ({ name: `w${k + 1}`, tensor: 0, entry: place * inputs + k })),
    { name: 'b', tensor: 1, entry: place }
  ]
  return entries.map(({ name, tensor, entry }) => {
    const moved: AnyTensor = tensor === 0 ? weight : bias
    const numbers = toFloat64Array(moved)
    const value = numbers[entry] ?? NaN
    const line = (t: number): number => {
      const changed = Float64Array.from(numbers, (x, i) => (i === entry ? x + t : x))
      const params = scene.params.map((param, i) => (i === before + tensor ? fromArray(moved.shape, changed) : param))
      const walked = walkForward(scene.parts, paramsOfParts(scene.parts, params), examples.inputs)
      return toNumber(scene.loss.value(walked.outputs.at(-1) ?? examples.inputs, examples.targets))
    }
    const analytic = gradients[tensor]?.[entry] ?? NaN
    const estimate = differentiate(line, { argument: Math.max(1, Math.abs(value)), gradient: scale })
    const { verdict, numeric, tolerance } = judge(analytic, estimate, scale)
    return { name, value, analytic, measured: numeric, tolerance, verdict }
  })
}

/**
 * The two passes of a layer, with their results checked: TypeScript guarantees tensors of the right shape, but a layer written
 * in JavaScript may return anything.
 */
import { type Cache } from '../../src/layer/Layer.js'
import { sameShape, type Shapes, showShape } from '../../src/tensor/Shape.js'
import { rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { isTensor, type Params, type Value } from '../../src/algebra/Value.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { shapesOf } from './Numbers.js'
import { shapeMistake } from './shapeMistake.js'

/** Error for a result that is not tensors of the right shape. It makes a law fail. */
const broken = (message: string, likely?: string): Error =>
  Object.assign(new Error(message), { name: 'BrokenLayer', ...(likely === undefined ? {} : { likely }) })

const isRecord = (found: unknown): found is { readonly [key: string]: unknown } =>
  typeof found === 'object' && found !== null

/** A tensor with a shape and numbers, or a tuple of such. */
const isValue = (found: unknown): found is Value =>
  Array.isArray(found)
    ? found.every(isValue)
    : isRecord(found) && Array.isArray(found['shape']) && found['numbers'] instanceof Float64Array

const describeFound = (found: unknown): string =>
  Array.isArray(found) ? `a list of ${found.length}` : found === null ? 'null' : typeof found

/** The value. Throws if it is not made of tensors, or has other shapes. */
export const requireValue = (what: string, found: unknown, expected?: Shapes): Value => {
  if (!isValue(found)) throw broken(`${what} must be tensors, found ${describeFound(found)}`)
  if (expected !== undefined && !sameShape(expected, shapesOf(found)))
    throw broken(
      `${what} must have the shape ${showShape(expected)}, found ${showShape(shapesOf(found))}`,
      shapeMistake(expected, shapesOf(found))
    )
  return found
}

/** The parameters. Throws if they are not a flat list of tensors, or have other shapes. */
export const requireParams = (what: string, found: unknown, expected?: Params): Params => {
  const value = requireValue(what, found, expected && shapesOf(expected))
  if (isTensor(value) || !value.every(isTensor)) throw broken(`${what} must be a flat list of tensors`)
  return value.filter(isTensor)
}

const requirePair = (what: string, found: unknown): readonly [unknown, unknown] => {
  const list: unknown = found
  if (!Array.isArray(list) || list.length !== 2) throw broken(`${what} must give a pair, found ${describeFound(found)}`)
  return [list[0], list[1]]
}

export const forward = (layer: UntypedLayer, params: Params, input: Value): readonly [output: Value, cache: Cache] => {
  const result = layer.forward(params, input)
  const [output] = requirePair('forward', result)
  return [requireValue('the output', output), result[1]]
}

export const backward = (
  layer: UntypedLayer,
  params: Params,
  cache: Cache,
  outputGradient: Value,
  input: Value
): readonly [paramsGradient: Params, inputGradient: Value] => {
  const [paramsGradient, inputGradient] = requirePair('backward', layer.backward(params, cache, outputGradient))
  return [
    requireParams('the gradient of the parameters', paramsGradient, params),
    requireValue('the gradient of the input', inputGradient, shapesOf(input))
  ]
}

/** Forward, then backward. */
export const run = (layer: UntypedLayer, params: Params, input: Value, outputGradient: Value) => {
  const [output, cache] = forward(layer, params, input)
  requireValue('the output', output, shapesOf(outputGradient))
  const [paramsGradient, inputGradient] = backward(layer, params, cache, outputGradient, input)
  return { output, paramsGradient, inputGradient }
}

/** The first number that is not finite, if there is one. */
export const notFinite = (value: Value): number | undefined =>
  isTensor(value)
    ? rowMajorNumbers(value).find(number => !Number.isFinite(number))
    : value.map(notFinite).find(found => found !== undefined)

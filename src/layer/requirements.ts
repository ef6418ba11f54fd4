import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { exampleShape, isTensor, type Params, type Value } from '../algebra/Value.js'
import { sameShape, shapeError, type Shapes, showShape } from '../tensor/Shape.js'
import { notTensor, shown } from '../tensor/shown.js'
import { type AnyTensor, isAnyTensor } from '../tensor/Tensor.js'
import { type Description, firstOf, parametersOf, showDescription } from './Description.js'
import { type Layer, shapeOrThrow } from './Layer.js'

const isTuple = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.some(part => isAnyTensor(part) || isTuple(part))

/** The first part of a value that is neither a tensor nor a tuple of tensors, or `undefined` if there is no such part. */
const misfit = (value: unknown): { readonly found: unknown } | undefined => {
  if (isAnyTensor(value)) return undefined
  if (!isTuple(value)) return { found: value }
  return value.map(misfit).find(fault => fault !== undefined)
}

/**
 * Requires a tensor or a tuple of tensors.
 *
 * @param expected first half of the message: `dense(2, 3) takes a tensor of shape [batch, 2]`
 * @throws TypeError if the value is anything else, such as a plain list
 */
export const requireValue = (expected: string, value: unknown): void => {
  const fault = misfit(value)
  if (fault !== undefined) throw new TypeError(`${expected}, found ${notTensor(fault.found)}`)
}

const isPair = (example: Shapes): boolean => example.some(part => typeof part === 'object')

/** Prints the shape of a batch: `[batch, 2]`, or `[[batch, 2], [batch, 3]]` for a pair. */
const showBatch = (example: Shapes): string => {
  const parts = example.map(part => (typeof part === 'number' ? String(part) : showBatch(part)))
  return `[${(isPair(example) ? parts : ['batch', ...parts]).join(', ')}]`
}

type Known = Pick<Layer<Params, Value, Value>, 'description' | 'inputShape' | 'outputShape'>

/** Says which input a layer takes: `dense(2, 3) takes a tensor of shape [batch, 2]`. */
const taken = ({ description, inputShape, outputShape }: Known): string => {
  const name = `${showDescription(firstOf(description))} takes`
  if (!isSome(inputShape)) {
    const onlyPairs = isLeft(outputShape([1])) && isRight(outputShape([[1], [1]]))
    return `${name} ${onlyPairs ? 'a pair of tensors' : 'a tensor'}`
  }
  return `${name} ${isPair(inputShape.value) ? 'tensors of shapes' : 'a tensor of shape'} ${showBatch(inputShape.value)}`
}

/** Whether a tensor has too few axes for a batch of such examples. */
const lacksBatchAxis = (example: Shapes, { shape }: AnyTensor): boolean =>
  !isPair(example) && shape.length <= example.length

/**
 * Requires an input that fits a layer.
 *
 * @throws ShapeError if the input does not fit the layer
 * @throws TypeError if the input is neither a tensor nor a tuple of tensors
 */
export const requireInput = (layer: Known, input: Value): void => {
  if (misfit(input) !== undefined) requireValue(taken(layer), input)
  const { description, inputShape, outputShape } = layer
  const output = outputShape(exampleShape(input))
  // The general message prints the shape of one example, without the leading axis: [] for a tensor of shape [2].
  if (isLeft(output) && isSome(inputShape) && isTensor(input) && lacksBatchAxis(inputShape.value, input))
    throw shapeError(
      `${showDescription(firstOf(description))} takes a batch of shape ${showBatch(inputShape.value)}, ` +
        `found a tensor of shape ${showShape(input.shape)}`
    )
  shapeOrThrow(output)
}

/**
 * Requires the parameters that a description lists, in order.
 *
 * @throws ShapeError if their number or the shape of one of them differs
 * @throws TypeError if one of them is not a tensor
 */
export const requireParams = (description: Description): ((params: unknown) => void) => {
  const parameters = parametersOf(description)
  const name = () => showDescription(description)
  return params => {
    if (!Array.isArray(params))
      throw new TypeError(`${name()} takes a list of ${parameters.length} parameters, found ${shown(params)}`)
    if (params.length !== parameters.length)
      throw shapeError(`${name()} has ${parameters.length} parameters, found ${params.length}`)
    parameters.forEach((parameter, i) => {
      const found: unknown = params[i]
      const belongs = () => `${name()}: ${parameter.name} must have the shape ${showShape(parameter.shape)}`
      if (!isAnyTensor(found)) throw new TypeError(`${belongs()}, found ${notTensor(found)}`)
      if (!sameShape(parameter.shape, found.shape)) throw shapeError(`${belongs()}, found ${showShape(found.shape)}`)
    })
  }
}

/**
 * Requires a record that the library makes, such as a layer, a loss or an optimizer.
 *
 * @param expected first half of the message: `learner takes an optimizer, such as sgd(0.1)`
 * @param part name of a member that such a record has
 * @throws TypeError if the value is anything else, such as the function that makes the record
 */
export const requireRecord = (expected: string, part: string, found: unknown): void => {
  if (typeof found === 'object' && found !== null && part in found) return
  const call = typeof found === 'function' ? ': call it' : ''
  throw new TypeError(`${expected}, found ${shown(found)}${call}`)
}

/** Requires that an argument of the function `name` is a layer. */
export const requireLayer = (name: string, found: unknown): void =>
  requireRecord(`${name} takes a layer, such as dense(2, 3)`, 'forward', found)

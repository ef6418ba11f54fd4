import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { zip } from 'fp-ts/lib/ReadonlyArray.js'
import { type Params, type Value } from '../algebra/Value.js'
import { sameShape, type Shape, showShape } from '../tensor/Shape.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { type Description, type Parameter, parametersOf, showDescription } from './Description.js'
import { type Layer } from './Layer.js'
import { requireLayer, requireParams } from './requirements.js'

/** Tensors by name, such as `encoder.0.weight`: PyTorch's `state_dict`. */
export type NamedTensors = Readonly<Record<string, AnyTensor>>

/**
 * The names and shapes of the parameters.
 *
 * @throws TypeError if two parameters have the same name, as two parts with one name give
 */
const uniquelyNamed = (description: Description): readonly Parameter[] => {
  const parameters = parametersOf(description)
  const names = parameters.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return parameters
  throw new TypeError(
    `Parameter names must be unique, found ${JSON.stringify(twice)} twice: name its parts differently`
  )
}

/**
 * The parameters of a layer by name: `0.weight`, or `encoder.0.weight` for a part that `named` names. A record, so that spreads
 * merge the parameters of several layers and `Object.entries` selects among them. `paramsFromNames` is the inverse.
 *
 * @param layer the layer
 * @param params its parameters
 * @throws ShapeError if the parameters do not fit the layer
 * @throws TypeError if two parameters have the same name
 * @example
 * const byName = paramsByName(network, params) // { '0.weight': …, '0.bias': …, '2.weight': …, '2.bias': … }
 */
export const paramsByName = <P extends Params, A extends Value, B extends Value>(
  layer: Layer<P, A, B>,
  params: NoInfer<P>
): NamedTensors => {
  requireLayer('paramsByName', layer)
  requireParams(layer.description)(params)
  const tensors: Params = params
  return Object.fromEntries(zip(uniquelyNamed(layer.description), tensors).map(([{ name }, tensor]) => [name, tensor]))
}

/** The shape of the transpose, which exchanges the last two axes. */
const transposed = (shape: Shape): Shape => {
  const [rows, columns] = shape.slice(-2)
  return rows === undefined || columns === undefined ? shape : [...shape.slice(0, -2), columns, rows]
}

const listed = (what: string, parameters: readonly Parameter[]): readonly string[] =>
  parameters.length === 0
    ? []
    : [`${what} ${parameters.map(({ name, shape }) => `${name} ${showShape(shape)}`).join(', ')}`]

const misshaped = ({ name, shape }: Parameter, found: Shape): string => {
  const fits = sameShape(shape, transposed(found)) ? ', whose transpose fits' : ''
  return `${name} must have the shape ${showShape(shape)}, found ${showShape(found)}${fits}`
}

/**
 * The parameters of a layer from tensors by name: the inverse of `paramsByName`.
 *
 *     paramsFromNames(layer)(paramsByName(layer, params)) = right(params)
 *
 * @param layer the layer whose parameters are wanted
 * @param surplus `refuse`: a tensor that is no parameter of the layer is a fault. `ignore`: it is left out. Default: `refuse`.
 * @returns a `Left` of one line that lists every parameter that is missing, every tensor that is surplus, and every tensor of a
 * wrong shape
 * @throws TypeError if two parameters have the same name
 * @example
 * const restored = paramsFromNames(network)(paramsByName(network, params))
 * // The first layer of another network, and the rest of this one:
 * const merged = paramsFromNames(network)({ ...paramsByName(network, params), '0.bias': tensor([1, 2, 3]) })
 */
export const paramsFromNames = <P extends Params, A extends Value, B extends Value>(
  layer: Layer<P, A, B>,
  surplus: 'refuse' | 'ignore' = 'refuse'
): ((tensors: NamedTensors) => Either<string, P>) => {
  requireLayer('paramsFromNames', layer)
  const parameters = uniquelyNamed(layer.description)
  const known = new Set(parameters.map(({ name }) => name))
  return tensors => {
    const given = new Map(Object.entries(tensors))
    const found: AnyTensor[] = []
    const [missing, wrong]: [Parameter[], string[]] = [[], []]
    for (const parameter of parameters) {
      const tensor = given.get(parameter.name)
      if (tensor === undefined) missing.push(parameter)
      else if (!sameShape(tensor.shape, parameter.shape)) wrong.push(misshaped(parameter, tensor.shape))
      else found.push(tensor)
    }
    const others = [...given].flatMap(([name, { shape }]) => (known.has(name) ? [] : [{ name, shape }]))
    const faults = [...listed('missing', missing), ...listed('surplus', surplus === 'refuse' ? others : []), ...wrong]
    if (faults.length > 0)
      return left(`the tensors do not fit ${showDescription(layer.description)}: ${faults.join('; ')}`)
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the names and shapes of the description are those of P
    return right(found as unknown as P)
  }
}

/**
 * Forgets the types of a layer, and checks at run time what they said: so that different layers can stand in one table, and
 * a network can be read from a file.
 *
 * A hidden layer refuses parameters of other shapes and inputs that do not fit, with a ShapeError.
 */
import { parametersOf, showDescription } from './Description.js'
import { type Layer, shapeOrThrow } from './Layer.js'
import { sameShape, shapeError, showShape } from '../tensor/Shape.js'
import { exampleShape, type Params, type Value } from '../algebra/Value.js'

export type UntypedLayer = Layer<Params, Value, Value>

/** Throws where the parameters are not those that the description lists. */
export const requireParams = ({ description }: Pick<UntypedLayer, 'description'>, params: Params): void => {
  const parameters = parametersOf(description)
  const name = () => showDescription(description)
  if (params.length !== parameters.length)
    throw shapeError(`${name()} has ${parameters.length} parameters, found ${params.length}`)
  parameters.forEach((parameter, i) => {
    const found = params[i]?.shape ?? []
    if (!sameShape(parameter.shape, found))
      throw shapeError(
        `${name()}: ${parameter.name} has the shape ${showShape(parameter.shape)}, found ${showShape(found)}`
      )
  })
}

/** Throws where the input does not fit the layer. */
export const requireInput = ({ outputShape }: Pick<UntypedLayer, 'outputShape'>, input: Value): void => {
  shapeOrThrow(outputShape(exampleShape(input)))
}

export const eraseTypes = <P extends Params, A extends Value, B extends Value>(layer: Layer<P, A, B>): UntypedLayer => {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the existential: its types are checked below, as values
  const hidden = layer as unknown as UntypedLayer
  return {
    ...hidden,
    forward: (params, input) => {
      requireParams(hidden, params)
      requireInput(hidden, input)
      return hidden.forward(params, input)
    },
    backward: (params, cache, outputGradient) => {
      requireParams(hidden, params)
      return hidden.backward(params, cache, outputGradient)
    }
  }
}

/**
 * Forgets the types of a layer, and checks at run time what they said: so that different layers can stand in one table, and
 * a network can be read from a file.
 *
 * A hidden layer refuses parameters of other shapes and inputs that do not fit, with a ShapeError.
 */
import { type Layer } from './Layer.js'
import { requireInput, requireLayer, requireParams } from './requirements.js'
import { type Params, type Value } from '../algebra/Value.js'

export type UntypedLayer = Layer<Params, Value, Value>

export const eraseTypes = <P extends Params, A extends Value, B extends Value>(layer: Layer<P, A, B>): UntypedLayer => {
  requireLayer('eraseTypes', layer)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the existential: its types are checked below, as values
  const hidden = layer as unknown as UntypedLayer
  const requireOwn = requireParams(hidden.description)
  return {
    ...hidden,
    forward: (params, input) => {
      requireOwn(params)
      requireInput(hidden, input)
      return hidden.forward(params, input)
    },
    backward: (params, cache, outputGradient) => {
      requireOwn(params)
      return hidden.backward(params, cache, outputGradient)
    }
  }
}

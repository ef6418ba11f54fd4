import { partsOf, withParts } from './andThen.js'
import { type UntypedLayer } from './AnyLayer.js'
import { type Layer } from './Layer.js'
import { sameRebuild } from './rebuilding.js'
import { requireInput, requireLayer, requireParams } from './requirements.js'
import { type Params, type Value } from '../algebra/Value.js'

/**
 * Erases the types of a layer and checks shapes at run time instead. Use it to put different layers into one list or table, or
 * to read a network from a file.
 *
 * `forward` and `backward` of the result throw a ShapeError if a parameter has another shape than the description says.
 * `forward` also throws a ShapeError if the input does not fit.
 *
 * @throws TypeError if the argument is not a layer
 * @example const table: readonly UntypedLayer[] = [eraseTypes(dense(2, 3)), eraseTypes(tanh<readonly [3]>())]
 */
export const eraseTypes = <P extends Params, A extends Value, B extends Value>(layer: Layer<P, A, B>): UntypedLayer => {
  requireLayer('eraseTypes', layer)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: the shapes are checked below, at run time
  const hidden = layer as unknown as UntypedLayer
  const requireOwn = requireParams(hidden.description)
  const erased: UntypedLayer = {
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
  const parts = partsOf(hidden)
  const whole = sameRebuild(hidden, erased)
  return parts.length === 1 ? whole : withParts(whole, parts.map(eraseTypes))
}

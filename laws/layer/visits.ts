import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/Option.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { showDescription } from '../../src/layer/Description.js'
import { type Cache, hideCache, type Passes } from '../../src/layer/Layer.js'
import { rebuildOf } from '../../src/layer/rebuilding.js'
import { type Params, type Value } from '../../src/algebra/Value.js'

/** What a part of a composition got in a forward and a backward pass. */
export interface Visit {
  /** The place of the part in the composition, and its description: `part 2, relu()`. */
  readonly name: string
  /** The part, as it predicts or in its training form. */
  readonly layer: UntypedLayer
  readonly params: Params
  readonly input: Value
  readonly outputGradient: Value
}

/** The cache of a part, with what `backward` does not get. */
interface Kept {
  readonly forward: UntypedLayer['forward']
  readonly input: Value
  readonly cache: Cache
}

/** The same layer, telling what it gets in `backward`. */
const tellingLayer = (name: string, layer: UntypedLayer, tell: (visit: Visit) => void): UntypedLayer => {
  const passes = (forward: UntypedLayer['forward']): Passes<Params, Value, Value> =>
    hideCache<Params, Value, Value, Kept>({
      forward: (params, input) => {
        const [output, cache] = forward(params, input)
        return [output, { forward, input, cache }]
      },
      backward: (params, { forward, input, cache }, outputGradient) => {
        tell({ name, layer: { ...layer, forward }, params, input, outputGradient })
        return layer.backward(params, cache, outputGradient)
      }
    })
  return {
    ...layer,
    ...passes(layer.forward),
    training: pipe(
      layer.training,
      map(training => ({ ...training, forward: (noise: Params) => passes(training.forward(noise)).forward }))
    )
  }
}

/** The same composition, whose parts tell what they get in `backward`. Undefined for a layer that is no composition. */
export const telling = (layer: UntypedLayer, tell: (visit: Visit) => void): UntypedLayer | undefined => {
  let parts = 0
  const changed = (part: UntypedLayer): UntypedLayer =>
    rebuildOf(part)?.(changed) ?? tellingLayer(`part ${parts++}, ${showDescription(part.description)}`, part, tell)
  return rebuildOf(layer)?.(changed)
}

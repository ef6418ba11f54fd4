import { pipe } from 'fp-ts/lib/function.js'
import { alt, getOrElse, isNone, map, tryCatch } from 'fp-ts/lib/Option.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type Cache, hideCache, type Passes } from '../../src/layer/Layer.js'
import { calibrate, hasStatistics } from '../../src/layer/trainingForm.js'
import { seed, uniform } from '../../src/tensor/Random.js'
import { type Params, type Value } from '../../src/algebra/Value.js'
import { inputShapes } from '../generator/inputShapes.js'
import { initial } from '../generator/layer.js'
import { batched, shaped } from '../value/Numbers.js'

/** A cache, and the layer whose `backward` takes it. */
interface Kept {
  readonly owner: UntypedLayer
  readonly cache: Cache
}

/** Predicts as one layer and trains as another: a layer may calibrate to one that no longer trains. */
const trainingAs = (learning: UntypedLayer, predicting: UntypedLayer): UntypedLayer => {
  const passes = (owner: UntypedLayer, forward: UntypedLayer['forward']): Passes<Params, Value, Value> =>
    hideCache<Params, Value, Value, Kept>({
      forward: (params, input) => {
        const [output, cache] = forward(params, input)
        return [output, { owner, cache }]
      },
      backward: (params, { owner, cache }, outputGradient) => owner.backward(params, cache, outputGradient)
    })
  return {
    ...predicting,
    ...passes(predicting, predicting.forward),
    training: pipe(
      learning.training,
      map(training => ({
        ...training,
        forward: (noise: Params) => passes(learning, training.forward(noise)).forward
      }))
    )
  }
}

/**
 * The layer, ready to predict: a layer that refuses to predict before it has statistics, such as `batchNorm(2)`, is calibrated on a
 * batch of 8 examples, and keeps its training form. Every other layer is returned unchanged.
 */
export const calibrated = (layer: UntypedLayer): UntypedLayer => {
  const [shapes] = hasStatistics(layer) ? inputShapes(layer) : []
  if (shapes === undefined) return layer
  const params = initial(layer)
  const input = shaped(batched(8, shapes), shape => evaluate(seed(1))(uniform(-1, 1)(shape)))
  return pipe(
    tryCatch(() => {
      layer.forward(params, input)
      return layer
    }),
    alt(() =>
      tryCatch(() => {
        const found = eraseTypes(calibrate(layer, params, [input]))
        return isNone(found.training) ? trainingAs(layer, found) : found
      })
    ),
    getOrElse(() => layer)
  )
}

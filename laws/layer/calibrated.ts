import { pipe } from 'fp-ts/lib/function.js'
import { alt, getOrElse, tryCatch } from 'fp-ts/lib/Option.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { calibrate, hasStatistics } from '../../src/layer/trainingForm.js'
import { seed, uniform } from '../../src/tensor/Random.js'
import { initial, inputShapes } from '../generator/layer.js'
import { batched, shaped } from '../value/Numbers.js'

/**
 * The layer, ready to predict: a layer that refuses to predict before it has statistics, such as `batchNorm(2)`, is calibrated on a
 * batch of 8 examples. Every other layer is returned unchanged.
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
    alt(() => tryCatch(() => eraseTypes(calibrate(layer, params, [input])))),
    getOrElse(() => layer)
  )
}

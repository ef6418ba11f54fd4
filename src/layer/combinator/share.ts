/**
 * One layer on both parts of a pair, with one set of parameters (weight tying).
 *
 *     forward    [y, v] = [f(p, x), f(p, u)]
 *     backward   dp = f*(p, dy) + f*(p, dv), its parameter part
 */
import { combine } from '../Description.js'
import { type Cache, type Layer, layer } from '../Layer.js'
import { addValues, type Params, type Value } from '../../algebra/Value.js'
import { beside } from './beside.js'

/** Two layers that differ in their noise only. */
const tied = <P extends Params, A extends Value, B extends Value>(
  one: Layer<P, A, B>,
  other: Layer<P, A, B>
): Layer<P, readonly [A, A], readonly [B, B]> => {
  const { inputShape, outputShape, training } = beside(one, other)
  const inOne = one.training.noiseCount
  return layer<P, readonly [A, A], readonly [B, B], readonly [Cache, Cache]>({
    description: combine('share', [one.description]),
    inputShape,
    outputShape,
    init: one.init,
    forward: (params, [x, u]) => {
      const [y, cache] = one.forward(params, x)
      const [v, otherCache] = other.forward(params, u)
      return [
        [y, v],
        [cache, otherCache]
      ]
    },
    backward: (params, [cache, otherCache], [dy, dv]) => {
      const [dp, dx] = one.backward(params, cache, dy)
      const [otherDp, du] = other.backward(params, otherCache, dv)
      return [addValues(dp, otherDp), [dx, du]]
    },
    training: {
      noiseCount: training.noiseCount,
      noise: training.noise,
      layer: noise => tied(one.training.layer(noise.slice(0, inOne)), other.training.layer(noise.slice(inOne))),
      calibrate: (params, batches) => share(one.training.calibrate(params, batches.flat()))
    }
  })
}

export const share = <P extends Params, A extends Value, B extends Value>(
  shared: Layer<P, A, B>
): Layer<P, readonly [A, A], readonly [B, B]> => tied(shared, shared)

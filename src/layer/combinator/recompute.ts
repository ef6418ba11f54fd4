import { isSome, map } from 'fp-ts/lib/Option.js'
import { type Params, type Value } from '../../algebra/Value.js'
import { type UntypedLayer, untyped } from '../AnyLayer.js'
import { combine } from '../Description.js'
import { type Definition, type Layer, layer } from '../Layer.js'
import { withRebuild } from '../rebuilding.js'
import { trainingForward } from '../trainingForm.js'

/**
 * The input, and the noise of a training step. Without noise the layer predicts: a training step without noise has an empty list.
 */
type Start<A extends Value> = readonly [input: A, noise: Params | null]

/**
 * The same layer with less memory: the cache is the input alone, and `backward` runs `forward` again.
 *
 *     forward    y = f(p, x)                         with the cache x
 *     backward   [dp, dx] = f*(p, dy)                with the cache of f(p, x), computed again
 *
 * The results have the same bits. During training the cache also holds the noise, so both runs use the same.
 *
 * @param body the layer
 * @example recompute(pipe(dense(8, 32), andThen(tanh()), andThen(dense(32, 8)))) // keeps 8 numbers of an example instead of 72
 */
export const recompute = <P extends Params, A extends Value, B extends Value>(body: Layer<P, A, B>): Layer<P, A, B> => {
  const definition: Definition<P, A, B, Start<A>> = {
    description: combine('recompute', [body.description]),
    inputShape: body.inputShape,
    outputShape: body.outputShape,
    init: body.init,
    forward: (params, input) => [body.forward(params, input)[0], [input, null]],
    backward: (params, [input, noise], outputGradient) => {
      const forward = noise === null ? body.forward : trainingForward(body, noise)
      return body.backward(params, forward(params, input)[1], outputGradient)
    }
  }
  const again = (change: (part: UntypedLayer) => UntypedLayer): UntypedLayer => recompute(change(untyped(body)))
  if (!isSome(body.training)) return withRebuild(layer(definition), again)
  const { noiseCount, noise, forward, calibrate } = body.training.value
  const learning = layer<P, A, B, Start<A>>({
    ...definition,
    training: {
      noiseCount,
      noise,
      forward: drawn => (params, input) => [forward(drawn)(params, input)[0], [input, drawn] as const],
      calibrate: map(
        (calibrated: (params: P, batches: readonly A[]) => Layer<P, A, B>) => (params: P, batches: readonly A[]) =>
          recompute(calibrated(params, batches))
      )(calibrate)
    }
  })
  return withRebuild(learning, again)
}

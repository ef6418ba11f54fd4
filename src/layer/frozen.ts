import { map } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { type Params, type Value } from '../algebra/Value.js'
import { combine, withoutParameters } from './Description.js'
import { type Cache, type Layer, layer, type Stepwise } from './Layer.js'
import { requireLayer, requireParams } from './requirements.js'

/**
 * Freezes a layer at given parameters: the result has no parameters, so training does not change them. The gradient of the input
 * still flows through.
 *
 *     forward    y  = f(p, x)
 *     backward   dx = f*(p, dy)          without dp
 *
 * The cache is the cache of the layer. A frozen layer behaves as in prediction during training too: dropout inside draws no noise,
 * and a `batchNorm` inside must be calibrated. To save a network after training, compose the layer itself again and put its
 * parameters beside the trained ones: `[...params, ...trained]`.
 *
 * @param body the layer
 * @param params its parameters, such as the result of `splitParams` or `loadParams`
 * @throws ShapeError if the parameters do not fit the layer
 * @throws TypeError if the arguments are not a layer and its parameters
 * @example
 * const encoder = pipe(dense(2, 3), andThen(tanh()))
 * const trained = evaluate(Randoms.seed(1))(encoder.init)
 * const student = learner(pipe(frozen(encoder, trained), andThen(dense(3, 1))), meanSquaredError(), adam(0.01))
 */
export const frozen = <P extends Params, A extends Value, B extends Value>(
  body: Layer<P, A, B>,
  params: P
): Layer<readonly [], A, B> => {
  requireLayer('frozen', body)
  requireParams(body.description)(params)
  const stepwise = map((steps: Stepwise<P, A, B>): Stepwise<readonly [], A, B> =>
    steps === 'alone' ? 'alone' : { ...steps, step: (_, state, input) => steps.step(params, state, input) }
  )(body.stepwise)
  return {
    ...layer<readonly [], A, B, Cache>({
      description: combine('frozen', [withoutParameters(body.description)]),
      inputShape: body.inputShape,
      outputShape: body.outputShape,
      init: of([]),
      forward: (_, input) => body.forward(params, input),
      backward: (_, cache, outputGradient) => [[], body.backward(params, cache, outputGradient)[1]]
    }),
    stepwise
  }
}

/**
 * Adds its input to what a layer makes of it (He et al., 2015, Deep Residual Learning).
 *
 *     forward    y = x + f(p, x)
 *     backward   dx = dy + f*(p, dy)
 *
 * The layer is built from a start, which tells its types: `residual(start => pipe(start, andThen(dense(8, 8))))`.
 */
import { left, chain, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { combine, showDescription } from '../Description.js'
import { type Cache, identity, type Layer, layer } from '../Layer.js'
import { sameShape, shapeError, showShape } from '../../tensor/Shape.js'
import { addValues, type Params, type Value } from '../../algebra/Value.js'

export const residual = <P extends Params, A extends Value>(
  build: (start: Layer<readonly [], A, A>) => Layer<P, A, A>
): Layer<P, A, A> => around(build(identity()))

const around = <P extends Params, A extends Value>(body: Layer<P, A, A>): Layer<P, A, A> => {
  const description = combine('residual', [body.description])
  return layer<P, A, A, Cache>({
    description,
    inputShape: body.inputShape,
    outputShape: input =>
      pipe(
        body.outputShape(input),
        chain(output =>
          sameShape(input, output)
            ? right(output)
            : left(
                shapeError(`${showDescription(description)} takes ${showShape(input)}, but gives ${showShape(output)}`)
              )
        )
      ),
    init: body.init,
    forward: (params, input) => {
      const [output, cache] = body.forward(params, input)
      return [addValues(input, output), cache]
    },
    backward: (params, cache, outputGradient) => {
      const [paramsGradient, inputGradient] = body.backward(params, cache, outputGradient)
      return [paramsGradient, addValues(outputGradient, inputGradient)]
    },
    training: {
      ...body.training,
      layer: noise => around(body.training.layer(noise)),
      calibrate: (params, batches) => around(body.training.calibrate(params, batches))
    }
  })
}

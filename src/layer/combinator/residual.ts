import { left, right } from 'fp-ts/lib/Either.js'
import { addValues, type Params, type Value } from '../../algebra/Value.js'
import { sameShape, shapeError, showShape } from '../../tensor/Shape.js'
import { showDescription } from '../Description.js'
import { type Cache, type Layer } from '../Layer.js'
import { identity } from '../andThen.js'
import { combinator } from '../combinator.js'

/**
 * Residual connection: adds the input to the output of a layer.
 *
 *     forward    y = x + f(p, x)
 *     backward   [dp, du] = f*(p, dy)      dx = dy + du
 *
 * f* is the backward of f. The cache is the cache of the layer. Pass a function if TypeScript must infer the types from the
 * position in a pipe:
 * `residual(start => pipe(start, andThen(dense(8, 8)), andThen(tanh())))`.
 *
 * Source: He, Zhang, Ren and Sun, 2015, Deep Residual Learning for Image Recognition.
 *
 * @param body the layer, or a function that appends the layer to an identity
 * @throws ShapeError from `outputShape`, if the output of the layer has another shape than its input
 * @example pipe(dense(2, 8), andThen(residual(dense(8, 8))), andThen(dense(8, 1)))
 */
export const residual = <P extends Params, A extends Value>(
  body: Layer<P, A, A> | ((start: Layer<readonly [], A, A>) => Layer<P, A, A>)
): Layer<P, A, A> => (typeof body === 'function' ? around(body(identity())) : around(body))

const around = <P extends Params, A extends Value>(body: Layer<P, A, A>): Layer<P, A, A> =>
  combinator<readonly [Layer<P, A, A>], P, A, A, Cache>({
    kind: 'residual',
    stepwise: 'parts',
    parts: [body],
    inputShape: body.inputShape,
    partShapes: input => right([input]),
    outputShape: ([output = []], input) =>
      sameShape(input, output)
        ? right(output)
        : left(
            shapeError(
              `residual(${showDescription(body.description)}) must keep the shape ${showShape(input)} of its input, ` +
                `found the output shape ${showShape(output)}`
            )
          ),
    partInput: (_, input) => input,
    passes: ([f]) => ({
      forward: (params, input) => {
        const [output, cache] = f.forward(params, input)
        return [addValues(input, output), cache]
      },
      backward: (params, cache, outputGradient) => {
        const [paramsGradient, inputGradient] = f.backward(params, cache, outputGradient)
        return [paramsGradient, addValues(outputGradient, inputGradient)]
      }
    }),
    rebuild: ([calibrated]) => around(calibrated)
  })

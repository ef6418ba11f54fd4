import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { reshape } from '../../algebra/Algebra.js'
import { type Params } from '../../algebra/Value.js'
import { type Shape, shapeError, type Shapes, showShape, tensorShape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { combinator } from '../combinator.js'
import { type Cache, type Layer } from '../Layer.js'

/** The number of positions of a sequence. `undefined` if the shape is that of a tuple or of a single number. */
const stepsOf = (input: Shapes): number | undefined => tensorShape(input)?.[0]

/** The positions of all sequences as examples: [n, t, ...a] → [n · t, ...a]. */
const asExamples = <T extends number, A extends Shape>(x: Batched<readonly [T, ...A]>): Batched<A> => {
  const [size, steps, ...position] = x.shape

  return reshape([size * steps, ...position], x)
}

/** The inverse of `asExamples`, for sequences like `like`. */
const asSequences = <T extends number, B extends Shape>(
  like: readonly [batch: number, steps: T, ...Shape],
  x: Batched<B>
): Batched<readonly [T, ...B]> => {
  const [, ...position] = x.shape
  return reshape<readonly [number, T, ...B]>([like[0], like[1], ...position], x)
}

/**
 * Applies a layer to every position of a sequence. Positions are treated as examples.
 *
 *     forward    y[n, t] = f(p, x[n, t])              as one batch of n · t examples
 *     backward   [dp, dx] = f*(p, dy)
 *
 * The cache is the cache of the layer for all positions.
 *
 * @param body layer from [batch, ...a] to [batch, ...b]
 * @throws ShapeError from `outputShape`, if the input has no axis of positions
 * @example perPosition(dense(32, 65)) // [batch, time, 32] → [batch, time, 65]
 */
export const perPosition = <T extends number, P extends Params, A extends Shape, B extends Shape>(
  body: Layer<P, Batched<A>, Batched<B>>
): Layer<P, Batched<readonly [T, ...A]>, Batched<readonly [T, ...B]>> => {
  return combinator<readonly [typeof body], P, Batched<readonly [T, ...A]>, Batched<readonly [T, ...B]>, Cache>({
    kind: 'perPosition',
    stepwise: 'alone',
    parts: [body],
    inputShape: none,
    partShapes: input =>
      stepsOf(input) === undefined
        ? left(shapeError(`perPosition takes sequences, of shape [time, ...], found ${showShape(input)}`))
        : right([input.slice(1)]),
    examples: input => stepsOf(input)!,
    outputShape: ([output = []], input) => {
      const position = tensorShape(output)
      return position === undefined
        ? left(shapeError(`perPosition takes a layer that returns one tensor, found ${showShape(output)}`))
        : right([stepsOf(input)!, ...position])
    },
    partInput: (_, input) => asExamples(input),
    passes: ([f]) => ({
      forward: (params, input) => {
        const [output, cache] = f.forward(params, asExamples(input))
        return [asSequences<T, B>(input.shape, output), cache]
      },
      backward: (params, cache, outputGradient) => {
        const [paramsGradient, inputGradient] = f.backward(params, cache, asExamples(outputGradient))
        return [paramsGradient, asSequences<T, A>(outputGradient.shape, inputGradient)]
      }
    }),
    rebuild: ([calibrated]) => perPosition(calibrated)
  })
}

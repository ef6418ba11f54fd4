import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { map } from 'fp-ts/lib/State.js'
import { add, broadcast, padded, slice, sumOverBatch } from '../../algebra/Algebra.js'
import { positiveInteger, shapeError, showShape, tensorShape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe, showDescription } from '../Description.js'
import { type Initializer, normal } from '../Initializer.js'
import { type Layer, layer, shapeOrThrow } from '../Layer.js'

/** Parameters of `learnedPositions`: a weight of shape [context, features], one row per position. */
export type LearnedPositions<C extends number, F extends number> = readonly [weight: Tensor<readonly [C, F]>]

/**
 * Adds a learnable row to every position of a sequence.
 *
 *     forward    y[t]  = x[t] + W[t]
 *     backward   dW[t] = Σ over the batch of dy[t], or 0 after the sequence      dx = dy
 *
 * Takes sequences of at most `context` positions. Backward needs nothing from forward, so the cache is empty.
 *
 * Source: Radford et al., 2019, Language Models are Unsupervised Multitask Learners.
 *
 * @param context number of positions, the longest sequence
 * @param features number of features of a position
 * @param start `weight`: initializer of the rows. Default: `normal(0, 0.02)`.
 * @throws RangeError if a size is not a positive integer
 * @throws ShapeError from `outputShape` and `forward`, if a sequence is longer than the context
 * @example pipe(embedding<readonly [64], 65, 8>(65, 8), andThen(learnedPositions(64, 8)))
 */
export const learnedPositions = <T extends number, const C extends number, const F extends number>(
  context: C,
  features: F,
  { weight = normal(0, 0.02) }: { readonly weight?: Initializer } = {}
): Layer<LearnedPositions<C, F>, Batched<readonly [T, F]>, Batched<readonly [T, F]>> => {
  positiveInteger('learnedPositions: context', context)
  positiveInteger('learnedPositions: features', features)
  const description = describe('learnedPositions', { context, features }, [
    { name: 'weight', shape: [context, features] }
  ])
  const outputShape: Layer<
    LearnedPositions<C, F>,
    Batched<readonly [T, F]>,
    Batched<readonly [T, F]>
  >['outputShape'] = input => {
    const shape = tensorShape(input)
    return shape?.length === 2 && shape[0]! <= context && shape[1] === features
      ? right(shape)
      : left(
          shapeError(
            `${showDescription(description)} takes sequences of at most ${context} positions of ${features} features, ` +
              `found ${showShape(input)}`
          )
        )
  }
  return layer<LearnedPositions<C, F>, Batched<readonly [T, F]>, Batched<readonly [T, F]>, undefined>({
    description,
    inputShape: none,
    outputShape,
    init: map((table: Tensor<readonly [C, F]>): LearnedPositions<C, F> => [table])(
      weight<readonly [C, F]>([context, features])
    ),
    forward: ([weight], input) => {
      shapeOrThrow(outputShape(input.shape.slice(1)))
      return [add(input, broadcast(input.shape, slice(0, 0, input.shape[1], weight))), undefined]
    },
    backward: (_, __, outputGradient) => [
      [padded<readonly [C, F]>([context, features], 0, 0, sumOverBatch<readonly [T, F]>(outputGradient))],
      outputGradient
    ]
  })
}

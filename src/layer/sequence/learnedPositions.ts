import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { map } from 'fp-ts/lib/State.js'
import { add, broadcast, padded, slice, sumOverBatch } from '../../algebra/Algebra.js'
import {
  positiveInteger,
  type ShapeError,
  shapeError,
  type Shapes,
  showShape,
  tensorShape
} from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { describe, showDescription } from '../Description.js'
import { type Initializer, normal } from '../Initializer.js'
import { type Layer, layer, shapeOrThrow, steps } from '../Layer.js'

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
  type Sequences = Batched<readonly [T, F]>
  const outputShape = (input: Shapes): Either<ShapeError, Shapes> => {
    const [positions = 0, width, ...others] = tensorShape(input) ?? []
    return positions >= 1 && positions <= context && width === features && others.length === 0
      ? right(input)
      : left(
          shapeError(
            `${showDescription(description)} takes sequences of at most ${context} positions of ${features} features, ` +
              `found ${showShape(input)}`
          )
        )
  }
  /** The rows from `start` on, added to the input. */
  const withRows = (start: number, weight: Tensor<readonly [C, F]>, input: Sequences): Sequences => {
    const [, positions, width] = input.shape
    shapeOrThrow(outputShape([start + positions, width]))
    return add(input, broadcast(input.shape, slice(0, start, positions, weight)))
  }
  return layer<LearnedPositions<C, F>, Sequences, Sequences, undefined>({
    description,
    inputShape: none,
    outputShape,
    init: map((table: Tensor<readonly [C, F]>): LearnedPositions<C, F> => [table])(
      weight<readonly [C, F]>([context, features])
    ),
    forward: ([weight], input) => [withRows(0, weight, input), undefined],
    backward: (_, __, outputGradient) => [
      [padded<readonly [C, F]>([context, features], 0, 0, sumOverBatch<readonly [T, F]>(outputGradient))],
      outputGradient
    ],
    stepwise: steps<LearnedPositions<C, F>, Sequences, Sequences, number>(0, ([weight], start, input) => [
      withRows(start, weight, input),
      start + input.shape[1]
    ])
  })
}

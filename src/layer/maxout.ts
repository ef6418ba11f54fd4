import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { maxAlong, maxOfFeatures, repeatAlong, reshape } from '../algebra/Algebra.js'
import { elementCount, positiveInteger, type Shape, shapeError, showShape, tensorShape } from '../tensor/Shape.js'
import { type FloorDivide } from '../tensor/Size.js'
import { type AnyTensor, type Batched, type Tensor } from '../tensor/Tensor.js'
import { describe } from './Description.js'
import { type Layer, layer } from './Layer.js'
import { maximumGradient } from './maximum.js'

/**
 * Maxout: the largest number of every group of neighbouring features. After a dense layer, every output is the maximum of several
 * linear functions.
 *
 *     forward    y[i] = max over k < pieces of x[i · pieces + k]
 *     backward   dx[i · pieces + k] = dy[i] / m where x[i · pieces + k] is the maximum, else 0
 *
 * m is the number of features of the group that are equal to its maximum. Backward searches for the maxima again, so the input is
 * the cache.
 *
 * Source: Goodfellow, Warde-Farley, Mirza, Courville and Bengio, 2013, Maxout Networks.
 *
 * @param pieces number of features of a group
 * @throws RangeError if `pieces` is not a positive integer
 * @throws ShapeError from `outputShape`, if the number of features is not a multiple of `pieces`
 * @example pipe(dense(4, 24), andThen(maxout(3)), andThen(dense(8, 1)))
 */
export const maxout = <const K extends number, F extends number, L extends Shape = readonly []>(
  pieces: K
): Layer<readonly [], Batched<readonly [...L, F]>, Batched<readonly [...L, FloorDivide<F, K>]>> => {
  positiveInteger('maxout: pieces', pieces)
  /** The groups of all rows of a batch: [batch, groups, pieces]. */
  const groups = (x: AnyTensor): Tensor<readonly [number, number, number]> =>
    reshape<readonly [number, number, number]>([x.shape[0] ?? 1, elementCount(x.shape.slice(1)) / pieces, pieces], x)
  type Input = Batched<readonly [...L, F]>
  type Output = Batched<readonly [...L, FloorDivide<F, K>]>
  return layer<readonly [], Input, Output, Input>({
    description: describe('maxout', { pieces }),
    inputShape: none,
    outputShape: input => {
      const shape = tensorShape(input)
      const features = shape?.at(-1)
      return shape === undefined || features === undefined || features % pieces !== 0
        ? left(shapeError(`maxout takes rows of a multiple of ${pieces} features, found ${showShape(input)}`))
        : right(shape.with(-1, features / pieces))
    },
    stepwise: 'alone',
    init: of([]),
    forward: (_, input) => {
      // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow `with` on tuples
      const shape = input.shape.with(-1, (input.shape.at(-1) ?? pieces) / pieces) as unknown as Output['shape']
      return [reshape(shape, maxAlong([2], groups(input))), input]
    },
    backward: (_, input, outputGradient) => {
      const x = groups(input)
      const [batch, count] = x.shape
      const dy = repeatAlong([2], x.shape, reshape([batch, count], outputGradient))
      return [[], reshape(input.shape, maximumGradient(x, maxOfFeatures(x), dy))]
    }
  })
}

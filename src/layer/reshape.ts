import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { reshape as reshaped } from '../algebra/Algebra.js'
import { describe } from './Description.js'
import { type Layer, layer } from './Layer.js'
import { elementCount, type Shape, shapeError, showShape, tensorShape } from '../tensor/Shape.js'
import { type Product } from '../tensor/Size.js'
import { type Batched, writtenShape } from '../tensor/Tensor.js'

/** Makes the compiler reject two shapes with different numbers of elements. */
type SameProduct<From extends Shape, To extends Shape> = number extends Product<From> | Product<To>
  ? unknown
  : [Product<From>, Product<To>] extends [Product<To>, Product<From>]
    ? unknown
    : { readonly error: 'the two shapes have different numbers of elements' }

/**
 * Reshapes every example and keeps the numbers in row-major order. The batch axis stays first.
 *
 *     forward    y  = x, in the given shape
 *     backward   dx = dy, in the shape of x
 *
 * Backward needs only the shape of the input, so that shape is the cache. A shape with another number of elements does not
 * compile where both shapes are known, and gives a ShapeError otherwise.
 *
 * @param shape the shape of one example of the output
 * @throws RangeError if a size is not a positive integer
 * @example pipe(dense(4, 6), andThen(reshape([2, 3])))
 */
export const reshape = <From extends Shape, const To extends Shape>(
  shape: To & SameProduct<From, To>
): Layer<readonly [], Batched<From>, Batched<To>> => {
  const to: To = writtenShape('reshape', shape)
  return layer<readonly [], Batched<From>, Batched<To>, readonly [number, ...From]>({
    description: describe('reshape', { shape: to }),
    inputShape: none,
    outputShape: input => {
      const from = tensorShape(input)
      return from !== undefined && elementCount(from) === elementCount(to)
        ? right(to)
        : left(
            shapeError(
              `reshape(${showShape(to)}) takes one tensor of ${elementCount(to)} numbers, found ${showShape(input)}`
            )
          )
    },
    init: of([]),
    forward: (_, input) => [reshaped<readonly [number, ...To]>([input.shape[0], ...to], input), input.shape],
    backward: (_, shape, outputGradient) => [[], reshaped(shape, outputGradient)]
  })
}

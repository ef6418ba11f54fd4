import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { reshape } from '../algebra/Algebra.js'
import { describe } from './Description.js'
import { type Layer, layer } from './Layer.js'
import { elementCount, type Shape, shapeError, showShape, tensorShape } from '../tensor/Shape.js'
import { type Product, product } from '../tensor/Size.js'
import { type Batched } from '../tensor/Tensor.js'

/**
 * Flattens every example to a single row, in row-major order.
 *
 *     forward    y  = x, [d₁, d₂, …] as [d₁ · d₂ · …]
 *     backward   dx = dy, in the shape of x
 *
 * Backward needs only the shape of the input, so that shape is the cache.
 *
 * @example pipe(convolution([1, 8, 8], 3, 4), andThen(flatten()), andThen(dense(144, 10)))
 */
export const flatten = <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<readonly [Product<S>]>> =>
  layer<readonly [], Batched<S>, Batched<readonly [Product<S>]>, readonly [number, ...S]>({
    description: describe('flatten'),
    inputShape: none,
    outputShape: input => {
      const shape = tensorShape(input)
      return shape === undefined
        ? left(shapeError(`flatten takes one tensor, found ${showShape(input)}`))
        : right([elementCount(shape)])
    },
    init: of([]),
    forward: (_, input) => {
      const [batch, ...example] = input.shape
      return [reshape<readonly [number, Product<S>]>([batch, product<S>(example)], input), input.shape]
    },
    backward: (_, shape, outputGradient) => [[], reshape(shape, outputGradient)]
  })

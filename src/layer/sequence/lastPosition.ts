import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { padded, reshape, slice } from '../../algebra/Algebra.js'
import { type Shape, shapeError, showShape, tensorShape } from '../../tensor/Shape.js'
import { type AnyTensor, type Batched } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'

/**
 * Takes the last position of a sequence: [batch, T, ...a] → [batch, ...a].
 *
 *     forward    y[n] = x[n, T]
 *     backward   dx[n, T] = dy[n]      dx[n, t] = 0 for t < T
 *
 * The cache is the number of positions.
 *
 * @example pipe(lstm(3, 8), andThen(lastPosition()), andThen(dense(8, 1)))
 */
export const lastPosition = <T extends number, A extends Shape>(): Layer<
  readonly [],
  Batched<readonly [T, ...A]>,
  Batched<A>
> =>
  layer<readonly [], Batched<readonly [T, ...A]>, Batched<A>, T>({
    description: describe('lastPosition'),
    inputShape: none,
    outputShape: input => {
      const [steps, ...position] = tensorShape(input) ?? []
      return steps === undefined
        ? left(shapeError(`lastPosition takes sequences, of shape [time, ...], found ${showShape(input)}`))
        : right(position)
    },
    init: of([]),
    forward: (_, input) => {
      const [size, steps, ...position] = input.shape
      const last: AnyTensor = slice(1, steps - 1, 1, input)

      return [reshape([size, ...position], last), steps]
    },
    backward: (_, steps, outputGradient) => {
      const [size, ...position] = outputGradient.shape
      const last = reshape([size, 1, ...position], outputGradient)
      return [[], padded<readonly [number, T, ...A]>([size, steps, ...position], 1, steps - 1, last)]
    }
  })

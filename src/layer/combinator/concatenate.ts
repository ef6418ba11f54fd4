import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { concatenate as concatenateFeatures, split } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { sameShape, type Shape, shapeError, type Shapes, showShape, tensorShape } from '../../tensor/Shape.js'
import { type Plus } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'

/** The shape of one tensor with features, or `undefined`. */
const rows = (shape: Shapes | number | undefined): Shape | undefined => {
  const found = typeof shape === 'object' ? tensorShape(shape) : undefined
  return found?.length === 0 ? undefined : found
}

/**
 * Concatenates the features of a pair, the last axes of two tensors.
 *
 *     forward    y = [x, u]
 *     backward   [dx, du] = dy           split after the features of x
 *
 * Backward needs only the two numbers of features, so these are the cache.
 *
 * @example pipe(fork(dense(2, 3), dense(2, 4)), andThen(concatenate()), andThen(dense(7, 1)))
 */
export const concatenate = <I extends number, J extends number, L extends Shape = readonly []>(): Layer<
  readonly [],
  readonly [Batched<readonly [...L, I]>, Batched<readonly [...L, J]>],
  Batched<readonly [...L, Plus<I, J>]>
> =>
  layer<
    readonly [],
    readonly [Batched<readonly [...L, I]>, Batched<readonly [...L, J]>],
    Batched<readonly [...L, Plus<I, J>]>,
    readonly [I, J]
  >({
    description: describe('concatenate'),
    inputShape: none,
    outputShape: input => {
      const one = rows(input[0])
      const other = rows(input[1])
      const size = other?.at(-1)
      return input.length === 2 && one !== undefined && size !== undefined && sameShape(one.with(-1, size), other ?? [])
        ? right(one.with(-1, one.at(-1)! + size))
        : left(shapeError(`concatenate takes a pair that differs in its features only, found ${showShape(input)}`))
    },
    init: of([]),
    forward: (_, [one, other]) => {
      // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow indices into variadic tuples
      const sizes = [one.shape.at(-1) as I, other.shape.at(-1) as J] as const
      return [concatenateFeatures<readonly [number, ...L], I, J>(one, other), sizes]
    },
    backward: (_, [one, other], outputGradient) => [
      [],
      split<readonly [number, ...L], I, J>(outputGradient, one, other)
    ]
  })

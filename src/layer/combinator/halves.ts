import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { concatenate, featuresOf } from '../../algebra/Algebra.js'
import { type Shape, shapeError, showShape, tensorShape } from '../../tensor/Shape.js'
import { type FloorDivide } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'

/** Rows with half as many features as rows of F features. */
export type Half<L extends Shape, F extends number> = Batched<readonly [...L, FloorDivide<F, 2>]>

/**
 * Splits the features, the last axis, in two halves: the output is a pair. The inverse of `concatenate` for equal sizes.
 *
 *     forward    [y, v] = x      cut in the middle of the features
 *     backward   dx = [dy, dv]
 *
 * Backward needs nothing from forward, so the cache is empty.
 *
 * @throws ShapeError from `outputShape`, if the number of features is odd
 * @example pipe(dense(2, 6), andThen(halves()), andThen(beside(tanh(), sigmoid())), andThen(multiplied()))
 */
export const halves = <F extends number, L extends Shape = readonly []>(): Layer<
  readonly [],
  Batched<readonly [...L, F]>,
  readonly [Half<L, F>, Half<L, F>]
> =>
  layer<readonly [], Batched<readonly [...L, F]>, readonly [Half<L, F>, Half<L, F>], undefined>({
    description: describe('halves'),
    inputShape: none,
    outputShape: input => {
      const shape = tensorShape(input)
      const features = shape?.at(-1)
      if (shape === undefined || features === undefined || features % 2 !== 0)
        return left(shapeError(`halves takes an even number of features, found ${showShape(input)}`))
      const half = shape.with(-1, features / 2)
      return right([half, half])
    },
    stepwise: 'alone',
    init: of([]),
    forward: (_, input) => {
      type N = FloorDivide<F, 2>
      type Rows = readonly [number, ...L]
      // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow indices into variadic tuples
      const half = (input.shape.at(-1)! / 2) as N
      return [[featuresOf<Rows, F, N>(0, half, input), featuresOf<Rows, F, N>(half, half, input)], undefined]
    },
    backward: (_, __, [one, other]) => {
      const joined = concatenate<readonly [number, ...L], FloorDivide<F, 2>, FloorDivide<F, 2>>(one, other)
      // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- two halves of F features are F features
      return [[], joined as unknown as Batched<readonly [...L, F]>]
    }
  })

import { maxAlong, maxOfFeatures } from '../../algebra/Algebra.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Layer } from '../Layer.js'
import { maximumGradient } from '../maximum.js'
import { globalPool } from './globalPool.js'

/**
 * Global max pooling: the largest number of every channel of an image, or of a series with channels first.
 *
 *     forward    y[c] = max over all places i of x[c, i]
 *     backward   dx[c, i] = dy[c] / m where x[c, i] is the maximum, else 0
 *
 * m is the number of places that hold the maximum: equal maxima share the gradient. Backward searches for the maxima again, so the
 * input is the cache.
 *
 * @example pipe(convolution1d([2, 24], 3, 4), andThen(globalMaxPool()), andThen(dense(4, 10)))
 */
export const globalMaxPool = <C extends number, R extends Shape>(): Layer<
  readonly [],
  Batched<readonly [C, ...R]>,
  Batched<readonly [C]>
> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the shape rule is in this signature
  globalPool('globalMaxPool', {
    forward: x => maxAlong([2], x),
    backward: (x, outputGradient) => maximumGradient(x, maxOfFeatures(x), outputGradient)
  }) as unknown as Layer<readonly [], Batched<readonly [C, ...R]>, Batched<readonly [C]>>

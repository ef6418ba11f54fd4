import { meanAlong, scale } from '../../algebra/Algebra.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Layer } from '../Layer.js'
import { globalPool } from './globalPool.js'

/**
 * Global average pooling: the mean of every channel of an image, or of a series with channels first.
 *
 *     forward    y[c] = 1/n Σ over all places i of x[c, i]
 *     backward   dx[c, i] = dy[c] / n
 *
 * n is the number of places of a channel. Backward needs only the shape of the input; the cache is the input.
 *
 * Source: Lin, Chen and Yan, 2013, Network In Network.
 *
 * @example pipe(convolution([1, 8, 8], 3, 4), andThen(globalAveragePool()), andThen(dense(4, 10)))
 */
export const globalAveragePool = <C extends number, R extends Shape>(): Layer<
  readonly [],
  Batched<readonly [C, ...R]>,
  Batched<readonly [C]>
> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the shape rule is in this signature
  globalPool('globalAveragePool', {
    forward: x => meanAlong([2], x),
    backward: (x, outputGradient) => scale(1 / x.shape[2], outputGradient)
  }) as unknown as Layer<readonly [], Batched<readonly [C, ...R]>, Batched<readonly [C]>>

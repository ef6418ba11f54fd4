/**
 * The mean of every window, channel by channel: `averagePool(2)` halves height and width.
 *
 *     forward    y[c, i, j] = 1/size² Σ over k, l of x[c, i s + k − p, j s + l − p]
 *     backward   dx[c, i s + k − p, j s + l − p] = Σ over all i, k, j, l that lead there of dy[c, i, j] / size²
 *
 * Zeros beyond the edge count (as in PyTorch). It is linear: of the cached input backward needs only the shape.
 */
import { averagePool as mean, averagePoolGradient } from '../../algebra/Algebra.js'
import { pooling } from './pooling.js'

/**
 * `averagePool(3, { stride: 2, padding: 1 })`; the stride is the size where it is not said.
 *
 * @throws RangeError if a size or the stride is not a positive integer, ShapeError if the padding is not less than the size
 */
export const averagePool = /* @__PURE__ */ pooling('averagePool', {
  forward: mean,
  backward: (input, outputGradient, window) => averagePoolGradient(input.shape, outputGradient, window)
})

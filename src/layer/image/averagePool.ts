import { averagePool as mean, averagePoolGradient } from '../../algebra/Algebra.js'
import { pooling } from './pooling.js'

/**
 * Average pooling: the mean of every window, channel by channel. `averagePool(2)` halves height and width.
 *
 *     forward    y[c, i, j] = 1/n Σ over k, l of x[c, i s + k − p, j s + l − p]
 *     backward   dx[c, i s + k − p, j s + l − p] = Σ over all i, k, j, l with this index of dy[c, i, j] / n
 *
 * n is the number of pixels of a window, s the stride and p the padding. The zeros of the padding count in the mean, as in PyTorch. The layer is linear: backward
 * needs only the shape of the input, and the cache is the input.
 *
 * @param size side of a square window, or height and width of a window, in pixels
 * @param options stride and padding, in pixels. Default: a stride of `size`, no padding.
 * @throws RangeError if the size or the stride is not a positive integer, or the padding is not an integer of at least 0
 * @throws ShapeError if the padding is not less than the size
 * @example pipe(convolution([1, 8, 8], 3, 4), andThen(averagePool(3, { stride: 2, padding: 1 })))
 */
export const averagePool = /* @__PURE__ */ pooling('averagePool', {
  forward: mean,
  backward: (input, outputGradient, window) => averagePoolGradient(input.shape, outputGradient, window)
})

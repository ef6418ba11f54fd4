import { maxPool as largest, maxPoolGradient } from '../../algebra/Algebra.js'
import { pooling } from './pooling.js'

/**
 * Max pooling: the largest number of every window, channel by channel. `maxPool(2)` halves height and width.
 *
 *     forward    y[c, i, j] = max over k, l of x[c, i s + k − p, j s + l − p]
 *     backward   dx gets dy[c, i, j] where the maximum was
 *
 * s is the stride and p the padding; each may differ between rows and columns. If several pixels hold the maximum, the first one gets the gradient, as in PyTorch.
 * Padding is never the maximum. Backward searches for the maxima again, so the input is the cache.
 *
 * @param size side of a square window, or height and width of a window, in pixels
 * @param options stride and padding, in pixels. Default: a stride of `size`, no padding.
 * @throws RangeError if the size or the stride is not a positive integer, or the padding is not an integer of at least 0
 * @throws ShapeError if the padding is not less than the size
 * @example pipe(convolution([1, 8, 8], 3, 4), andThen(maxPool(2)))
 */
export const maxPool = /* @__PURE__ */ pooling('maxPool', {
  forward: largest,
  backward: maxPoolGradient
})

import { maxPool as largest, maxPoolGradient } from '../../algebra/Algebra.js'
import { pooling1d } from './pooling.js'

/**
 * Max pooling of series: the largest number of every window, channel by channel. `maxPool1d(2)` halves the length.
 *
 *     forward    y[c, i] = max over k of x[c, i s + k − p]
 *     backward   dx gets dy[c, i] where the maximum was
 *
 * s is the stride and p the padding. If several places hold the maximum, the first one gets the gradient, as in PyTorch. Padding is
 * never the maximum. Backward searches for the maxima again, so the input is the cache.
 *
 * @param size length of the window
 * @param options stride and padding. Default: a stride of `size`, no padding.
 * @throws RangeError if the size or the stride is not a positive integer, or the padding is not an integer of at least 0
 * @throws ShapeError if the padding is not less than the size
 * @example pipe(convolution1d([2, 24], 3, 8), andThen(maxPool1d(2)))
 */
export const maxPool1d = /* @__PURE__ */ pooling1d('maxPool1d', {
  forward: largest,
  backward: maxPoolGradient
})

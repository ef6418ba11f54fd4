import { averagePool as mean, averagePoolGradient } from '../../algebra/Algebra.js'
import { pooling1d } from './pooling.js'

/**
 * Average pooling of series: the mean of every window, channel by channel. `averagePool1d(2)` halves the length.
 *
 *     forward    y[c, i] = 1/size Σ over k of x[c, i s + k − p]
 *     backward   dx[c, i s + k − p] = Σ over all i, k with this index of dy[c, i] / size
 *
 * s is the stride and p the padding. The zeros of the padding count in the mean, as in PyTorch. The layer is linear: backward needs
 * only the shape of the input, and the cache is the input.
 *
 * @param size length of the window
 * @param options stride and padding. Default: a stride of `size`, no padding.
 * @throws RangeError if the size or the stride is not a positive integer, or the padding is not an integer of at least 0
 * @throws ShapeError if the padding is not less than the size
 * @example pipe(convolution1d([2, 24], 3, 8), andThen(averagePool1d(3, { stride: 2, padding: 1 })))
 */
export const averagePool1d = /* @__PURE__ */ pooling1d('averagePool1d', {
  forward: mean,
  backward: (input, outputGradient, window) => averagePoolGradient(input.shape, outputGradient, window)
})

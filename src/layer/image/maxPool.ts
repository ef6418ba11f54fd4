/**
 * The largest number of every window, channel by channel: `maxPool(2)` halves height and width.
 *
 *     forward    y[c, i, j] = max over k, l of x[c, i s + k − p, j s + l − p]
 *     backward   dx gets dy[c, i, j] where the maximum was
 *
 * Of several places that hold the maximum the first one gets it (as in PyTorch). Places beyond the edge never win. Backward
 * looks for the maxima again, so the input is the cache.
 */
import { maxPool as largest, maxPoolGradient } from '../../algebra/Algebra.js'
import { pooling } from './pooling.js'

/**
 * `maxPool(3, { stride: 2, padding: 1 })`; the stride is the size where it is not said.
 *
 * @throws RangeError if a size or the stride is not a positive integer, ShapeError if the padding is not less than the size
 */
export const maxPool = /* @__PURE__ */ pooling('maxPool', {
  forward: largest,
  backward: maxPoolGradient
})

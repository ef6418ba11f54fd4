import { describe } from '../../layer/Description.js'
import { finite, positiveInteger } from '../../tensor/range.js'
import { halfCosine } from './halfCosine.js'
import { type Schedule } from './Schedule.js'

/**
 * Lowers the rate on half a cosine, and keeps the lowest rate after that.
 *
 *     lowest + (η − lowest) (1 + cos(π step / steps)) / 2
 *
 * Loshchilov and Hutter, 2017, SGDR, without restarts. PyTorch's CosineAnnealingLR.
 *
 * @param lowest Default: 0.
 * @throws RangeError if a rate is not finite, or `steps` is not a positive integer
 */
export const cosine = (rate: number, steps: number, lowest = 0): Schedule => {
  finite('cosine: the rate', rate)
  positiveInteger('cosine: steps', steps)
  finite('cosine: the lowest rate', lowest)
  return {
    description: describe('cosine', { rate, steps, lowest }),
    at: step => halfCosine(rate, lowest, Math.min(step / steps, 1))
  }
}

import { describe } from '../../layer/Description.js'
import { finite, positiveInteger } from '../../tensor/range.js'
import { halfCosine } from './halfCosine.js'
import { type Schedule } from './Schedule.js'

/**
 * Cosine annealing: lowers the learning rate along half a cosine, then keeps the lowest rate.
 *
 *     lowest + (η − lowest) (1 + cos(π step / steps)) / 2        while step < steps, then lowest
 *
 * Loshchilov and Hutter, 2017, SGDR: Stochastic Gradient Descent with Warm Restarts; here without restarts. Agrees with
 * PyTorch's CosineAnnealingLR up to `steps`; after that PyTorch's rate rises again.
 *
 * @param rate η, the learning rate of step 0
 * @param steps number of optimizer steps until the lowest rate: epochs × batches per epoch
 * @param lowest the final rate. Default: 0.
 * @throws RangeError if a rate is not finite, or `steps` is not a positive integer
 * @example adam(Schedules.cosine(0.001, 10_000))
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

import { describe } from '../../layer/Description.js'
import { finite, fraction, positiveInteger } from '../../tensor/range.js'
import { halfCosine } from './halfCosine.js'
import { type Schedule } from './Schedule.js'

/** Settings of `oneCycle`. */
export interface OneCycle {
  /** Fraction of the steps during which the rate rises, in [0, 1). Default: 0.3. */
  readonly upwards?: number
  /** Learning rate of step 0. Default: highest / 25. */
  readonly first?: number
  /** Learning rate of the last step and of all later steps. Default: first / 10,000. */
  readonly last?: number
}

/**
 * One-cycle policy: raises the learning rate along half a cosine to the highest, then lowers it along another to almost zero.
 *
 *     top  = max(upwards · steps − 1, 0)       end = steps − 1
 *     rise   first   → highest        for step < top
 *     fall   highest → last           for top ≤ step ≤ end, then last
 *
 * Smith and Topin, 2018, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates. Agrees with
 * PyTorch's OneCycleLR at its defaults.
 *
 * @param highest the highest learning rate
 * @param steps number of optimizer steps of the whole cycle: epochs × batches per epoch
 * @param settings defaults: `upwards` 0.3, `first` highest / 25, `last` first / 10,000
 * @throws RangeError if a rate is not finite, `steps` is not a positive integer, or `upwards` is not in [0, 1)
 * @example sgd(Schedules.oneCycle(0.1, 1000))
 */
export const oneCycle = (
  highest: number,
  steps: number,
  { upwards = 0.3, first = highest / 25, last = first / 1e4 }: OneCycle = {}
): Schedule => {
  finite('oneCycle: the highest rate', highest)
  positiveInteger('oneCycle: steps', steps)
  fraction('oneCycle: upwards', upwards)
  finite('oneCycle: the first rate', first)
  finite('oneCycle: the last rate', last)
  const top = Math.max(upwards * steps - 1, 0)
  const end = steps - 1
  return {
    description: describe('oneCycle', { highest, steps, upwards, first, last }),
    at: step => {
      if (step < top) return halfCosine(first, highest, step / top)
      return end > top ? halfCosine(highest, last, Math.min((step - top) / (end - top), 1)) : highest
    }
  }
}

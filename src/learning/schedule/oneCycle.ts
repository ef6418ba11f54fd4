import { describe } from '../../layer/Description.js'
import { finite, fraction, positiveInteger } from '../../tensor/range.js'
import { halfCosine } from './halfCosine.js'
import { type Schedule } from './Schedule.js'

export interface OneCycle {
  /** The share of the steps that go upwards. Default: 0.3. */
  readonly upwards?: number
  /** The first rate. Default: highest / 25. */
  readonly first?: number
  /** The last rate, which also holds after the last step. Default: first / 10,000. */
  readonly last?: number
}

/**
 * Raises the rate on half a cosine to the highest, then lowers it on another to almost nothing.
 *
 * Smith and Topin, 2018, Super-Convergence. PyTorch's OneCycleLR with its defaults.
 *
 * @throws RangeError if a rate is not finite, `steps` is not a positive integer, or `upwards` is not in [0, 1)
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

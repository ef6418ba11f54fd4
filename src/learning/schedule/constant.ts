import { describe } from '../../layer/Description.js'
import { finite } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'

/**
 * The same rate at every step.
 *
 *     η
 *
 * @throws RangeError if the rate is not finite
 */
export const constant = (rate: number): Schedule => {
  finite('constant: the rate', rate)
  return { description: describe('constant', { rate }), at: () => rate }
}

import { describe } from '../../layer/Description.js'
import { finite } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'

/**
 * Constant schedule: the same learning rate at every step.
 *
 *     η
 *
 * @throws RangeError if the rate is not finite
 * @example pipe(Schedules.constant(0.001), Schedules.warmUp(500))
 */
export const constant = (rate: number): Schedule => {
  finite('constant: the rate', rate)
  return { description: describe('constant', { rate }), at: () => rate }
}

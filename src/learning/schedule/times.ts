import { combine } from '../../layer/Description.js'
import { finite } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'

/**
 * Multiplies the learning rates of a schedule by a factor.
 *
 *     factor · at(step)
 *
 * @throws RangeError if the factor is not finite
 * @example pipe(Schedules.cosine(0.1, 1000), Schedules.times(0.5))
 */
export const times = (factor: number): ((schedule: Schedule) => Schedule) => {
  finite('times: the factor', factor)
  return schedule => ({
    description: combine('times', [schedule.description], { factor }),
    at: step => factor * schedule.at(step)
  })
}

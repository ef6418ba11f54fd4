import { combine } from '../../layer/Description.js'
import { finite } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'

/**
 * Multiplies every rate of a schedule by a factor.
 *
 * @throws RangeError if the factor is not finite
 */
export const times = (factor: number): ((schedule: Schedule) => Schedule) => {
  finite('times: the factor', factor)
  return schedule => ({
    description: combine('times', [schedule.description], { factor }),
    at: step => factor * schedule.at(step)
  })
}

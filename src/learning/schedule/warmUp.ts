import { combine } from '../../layer/Description.js'
import { positiveInteger } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'

/**
 * Raises the rate in a line to the first rate of a schedule, then follows the schedule from its step 0.
 *
 *     at(0) (step + 1) / steps        while step < steps
 *     at(step − steps)                after that
 *
 * @throws RangeError if `steps` is not a positive integer
 * @example pipe(cosine(0.001, 10_000), warmUp(500))
 */
export const warmUp = (steps: number): ((schedule: Schedule) => Schedule) => {
  positiveInteger('warmUp: steps', steps)
  return schedule => ({
    description: combine('warmUp', [schedule.description], { steps }),
    at: step => (step < steps ? (schedule.at(0) * (step + 1)) / steps : schedule.at(step - steps))
  })
}

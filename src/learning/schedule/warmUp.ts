import { combine } from '../../layer/Description.js'
import { positiveInteger } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'

/**
 * Warm-up: raises the learning rate linearly to the first rate of a schedule, then follows the schedule from its step 0.
 *
 *     at(0) (step + 1) / steps        while step < steps
 *     at(step − steps)                after that
 *
 * @param steps number of warm-up steps
 * @throws RangeError if `steps` is not a positive integer
 * @example adam(pipe(Schedules.cosine(0.001, 10_000), Schedules.warmUp(500)))
 */
export const warmUp = (steps: number): ((schedule: Schedule) => Schedule) => {
  positiveInteger('warmUp: steps', steps)
  return schedule => ({
    description: combine('warmUp', [schedule.description], { steps }),
    at: step => (step < steps ? (schedule.at(0) * (step + 1)) / steps : schedule.at(step - steps))
  })
}

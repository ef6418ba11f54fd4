import { combine } from '../../layer/Description.js'
import { positiveInteger } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'

/**
 * Follows one schedule for some steps, then another one from its own step 0.
 *
 *     first(step)            while step < steps
 *     next(step − steps)     after that
 *
 * @throws RangeError if `steps` is not a positive integer
 * @example pipe(Schedules.constant(0.1), Schedules.switchAfter(500, Schedules.cosine(0.1, 1000)))
 */
export const switchAfter = (steps: number, next: Schedule): ((first: Schedule) => Schedule) => {
  positiveInteger('switchAfter: steps', steps)
  return first => ({
    description: combine('switchAfter', [first.description, next.description], { steps }),
    at: step => (step < steps ? first.at(step) : next.at(step - steps))
  })
}

import { combine } from '../../layer/Description.js'
import { positiveInteger } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'

/**
 * Follows one schedule for some steps, then the next from its step 0.
 *
 * @throws RangeError if `steps` is not a positive integer
 */
export const switchAfter = (steps: number, next: Schedule): ((first: Schedule) => Schedule) => {
  positiveInteger('switchAfter: steps', steps)
  return first => ({
    description: combine('switchAfter', [first.description, next.description], { steps }),
    at: step => (step < steps ? first.at(step) : next.at(step - steps))
  })
}

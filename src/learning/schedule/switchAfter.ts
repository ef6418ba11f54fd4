import { combine } from '../../layer/Description.js'
import { type Schedule } from './Schedule.js'
import { wholeSteps } from './wholeSteps.js'

/**
 * Follows one schedule for some steps, then the next from its step 0.
 *
 * @throws RangeError if `steps` is not a positive integer
 */
export const switchAfter =
  (steps: number, next: Schedule) =>
  (first: Schedule): Schedule => {
    wholeSteps('switchAfter: steps', steps)
    return {
      description: combine('switchAfter', [first.description, next.description], { steps }),
      at: step => (step < steps ? first.at(step) : next.at(step - steps))
    }
  }

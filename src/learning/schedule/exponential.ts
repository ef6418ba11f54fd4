import { describe } from '../../layer/Description.js'
import { finite } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'
import { powerOf } from '../../number/power.js'

/**
 * Exponential decay: multiplies the learning rate by a factor at every step.
 *
 *     η · factor^step
 *
 * Agrees with PyTorch's ExponentialLR.
 *
 * @param rate η, the learning rate of step 0
 * @throws RangeError if a number is not finite
 * @example sgd(Schedules.exponential(0.1, 0.999))
 */
export const exponential = (rate: number, factor: number): Schedule => {
  finite('exponential: the rate', rate)
  finite('exponential: the factor', factor)
  return { description: describe('exponential', { rate, factor }), at: step => rate * powerOf(factor, step) }
}

import { describe } from '../../layer/Description.js'
import { finite } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'

/**
 * Multiplies the rate by a factor at every step.
 *
 *     η · factor^step
 *
 * PyTorch's ExponentialLR.
 *
 * @throws RangeError if a number is not finite
 */
export const exponential = (rate: number, factor: number): Schedule => {
  finite('exponential: the rate', rate)
  finite('exponential: the factor', factor)
  return { description: describe('exponential', { rate, factor }), at: step => rate * factor ** step }
}

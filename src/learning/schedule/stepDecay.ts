import { describe } from '../../layer/Description.js'
import { finite, positiveInteger } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'

/**
 * Multiplies the rate by a factor every so many steps.
 *
 *     η · factor^⌊step / every⌋
 *
 * PyTorch's StepLR.
 *
 * @throws RangeError if a number is not finite, or `every` is not a positive integer
 */
export const stepDecay = (rate: number, factor: number, every: number): Schedule => {
  finite('stepDecay: the rate', rate)
  finite('stepDecay: the factor', factor)
  positiveInteger('stepDecay: every', every)
  return {
    description: describe('stepDecay', { rate, factor, every }),
    at: step => rate * factor ** Math.floor(step / every)
  }
}

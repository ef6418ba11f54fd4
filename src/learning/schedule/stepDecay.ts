import { describe } from '../../layer/Description.js'
import { finite, positiveInteger } from '../../tensor/range.js'
import { type Schedule } from './Schedule.js'
import { powerOf } from '../../number/power.js'

/**
 * Step decay: multiplies the learning rate by a factor after every `every` steps.
 *
 *     η · factor^⌊step / every⌋
 *
 * Agrees with PyTorch's StepLR.
 *
 * @param rate η, the learning rate of step 0
 * @param every number of steps between two changes of the rate
 * @throws RangeError if a number is not finite, or `every` is not a positive integer
 * @example sgd(Schedules.stepDecay(0.1, 0.5, 1000))
 */
export const stepDecay = (rate: number, factor: number, every: number): Schedule => {
  finite('stepDecay: the rate', rate)
  finite('stepDecay: the factor', factor)
  positiveInteger('stepDecay: every', every)
  return {
    description: describe('stepDecay', { rate, factor, every }),
    at: step => rate * powerOf(factor, Math.floor(step / every))
  }
}

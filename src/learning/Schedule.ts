/**
 * The learning rate of every step, as a value: a function of the step, counted from 0, and what it says of itself.
 *
 *     pipe(cosine(0.001, 10_000), warmUp(500))
 *
 * Where PyTorch has a schedule of the same name it gives the same numbers.
 */
import { combine, describe, type Description } from '../layer/Description.js'
import { finite, fraction, positiveInteger } from '../tensor/range.js'

export interface Schedule {
  readonly description: Description
  readonly at: (step: number) => number
}

/** η */
export const constant = (rate: number): Schedule => {
  finite('constant: the rate', rate)
  return { description: describe('constant', { rate }), at: () => rate }
}

/** η · factor^⌊step / every⌋: lower at every so many steps. PyTorch's StepLR. */
export const stepDecay = (rate: number, factor: number, every: number): Schedule => {
  finite('stepDecay: the rate', rate)
  finite('stepDecay: the factor', factor)
  positiveInteger('stepDecay: every', every)
  return {
    description: describe('stepDecay', { rate, factor, every }),
    at: step => rate * factor ** Math.floor(step / every)
  }
}

/** η · factor^step. PyTorch's ExponentialLR. */
export const exponential = (rate: number, factor: number): Schedule => {
  finite('exponential: the rate', rate)
  finite('exponential: the factor', factor)
  return { description: describe('exponential', { rate, factor }), at: step => rate * factor ** step }
}

/** From one number to another on half a cosine, as `progress` goes from 0 to 1. */
const halfCosine = (from: number, to: number, progress: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * progress))) / 2

/**
 * lowest + (η − lowest) (1 + cos(π step / steps)) / 2, and lowest after that (Loshchilov and Hutter, 2017, SGDR, without
 * restarts). PyTorch's CosineAnnealingLR.
 */
export const cosine = (rate: number, steps: number, lowest = 0): Schedule => {
  finite('cosine: the rate', rate)
  positiveInteger('cosine: steps', steps)
  finite('cosine: the lowest rate', lowest)
  return {
    description: describe('cosine', { rate, steps, lowest }),
    at: step => halfCosine(rate, lowest, Math.min(step / steps, 1))
  }
}

export interface OneCycle {
  /** Which part of the steps goes upwards. */
  readonly upwards?: number
  /** The first rate. */
  readonly first?: number
  /** The last rate, which also holds after the last step. */
  readonly last?: number
}

/**
 * On half a cosine up to the highest rate, on another down to almost nothing (Smith and Topin, 2018, Super-Convergence).
 * PyTorch's OneCycleLR with its defaults: 30 % of the steps upwards, from highest / 25, down to that / 10,000.
 */
export const oneCycle = (
  highest: number,
  steps: number,
  { upwards = 0.3, first = highest / 25, last = first / 1e4 }: OneCycle = {}
): Schedule => {
  finite('oneCycle: the highest rate', highest)
  positiveInteger('oneCycle: steps', steps)
  fraction('oneCycle: upwards', upwards)
  finite('oneCycle: the first rate', first)
  finite('oneCycle: the last rate', last)
  const top = Math.max(upwards * steps - 1, 0)
  const end = steps - 1
  return {
    description: describe('oneCycle', { highest, steps, upwards, first, last }),
    at: step => {
      if (step < top) return halfCosine(first, highest, step / top)
      return end > top ? halfCosine(highest, last, Math.min((step - top) / (end - top), 1)) : highest
    }
  }
}

/**
 * First the rate rises in a line to where the schedule begins, at 1 / steps of it, 2 / steps, …; then the schedule, from its step 0.
 *
 * @throws RangeError if the number of steps is not a positive integer
 */
export const warmUp = (steps: number): ((schedule: Schedule) => Schedule) => {
  positiveInteger('warmUp: steps', steps)
  return schedule => ({
    description: combine('warmUp', [schedule.description], { steps }),
    at: step => (step < steps ? (schedule.at(0) * (step + 1)) / steps : schedule.at(step - steps))
  })
}

/**
 * One schedule for a number of steps, then the next, from its step 0.
 *
 * @throws RangeError if the number of steps is not a positive integer
 */
export const switchAfter = (steps: number, next: Schedule): ((first: Schedule) => Schedule) => {
  positiveInteger('switchAfter: steps', steps)
  return first => ({
    description: combine('switchAfter', [first.description, next.description], { steps }),
    at: step => (step < steps ? first.at(step) : next.at(step - steps))
  })
}

/**
 * Every rate times a factor.
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

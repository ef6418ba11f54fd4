import { type Description } from '../../layer/Description.js'

/** A learning rate for every step: a function of the step, counted from 0, and the description that is printed and saved. */
export interface Schedule {
  readonly description: Description
  readonly at: (step: number) => number
}

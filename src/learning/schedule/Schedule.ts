import { type Description } from '../../layer/Description.js'

/**
 * A learning rate schedule: a learning rate for every step. Every optimizer takes a number or a schedule.
 *
 * @example adam(Schedules.cosine(0.001, 10_000))
 */
export interface Schedule {
  /** Name and settings, used for printing and saving. */
  readonly description: Description
  /** The learning rate of a step. Steps are counted from 0. */
  readonly at: (step: number) => number
}

/** How far something has got, and what can show it. */
import { type IO } from 'fp-ts/lib/IO.js'

/** A number that is shown on the way: an error, an accuracy. NaN is not known yet. */
export interface Measure {
  readonly value: number
  readonly show: (value: number) => string
}

export interface Progress {
  /** What is counted, in the singular: `epoch`, or the name of a file. */
  readonly label: string
  /** The one that was done last, where they have names. */
  readonly latest?: string
  /** What it is counted in: `epochs`, `MB`. */
  readonly unit: string
  /** What was done before it began, where it goes on; 0 if not given. */
  readonly before?: number
  readonly done: number
  readonly total: number
  /** Whether each one gets a bar of its own, and may be done in part. */
  readonly barEach?: boolean
  readonly measures: { readonly [name: string]: Measure }
  /** Since it began. */
  readonly seconds: number
}

export interface Display {
  readonly show: (progress: Progress) => IO<void>
  /** Called once, after the last one. */
  readonly end: IO<void>
}

/** Which one is being done: the first before anything is, the last when all is. */
export const current = ({ done }: Pick<Progress, 'done'>): number => Math.max(1, Math.ceil(done))

/** 0 before anything is done. */
export const rateOf = ({ before = 0, done, seconds }: Pick<Progress, 'before' | 'done' | 'seconds'>): number =>
  (done - before) / Math.max(seconds, 1e-6)

/** Infinity as long as there is nothing to tell by. */
export const secondsLeft = (progress: Progress): number => (progress.total - progress.done) / rateOf(progress)

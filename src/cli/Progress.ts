import { type IO } from 'fp-ts/lib/IO.js'

/** A number shown beside the progress, such as a loss or an accuracy. NaN means not known yet. */
export interface Measure {
  readonly value: number
  readonly show: (value: number) => string
}

/** Progress of a long operation at one moment. */
export interface Progress {
  /** Name of one unit, such as `epoch`, or the name of the file being read. */
  readonly label: string
  /** Name of the last finished unit, if units have names. */
  readonly latest?: string
  /** Unit of the counts, such as `epochs` or `MB`. */
  readonly unit: string
  /** Units done before this run, when it resumes another. Default: 0. */
  readonly before?: number
  readonly done: number
  readonly total: number
  /** Whether every unit gets its own bar; `done` may then be fractional. Default: false. */
  readonly barEach?: boolean
  readonly measures: { readonly [name: string]: Measure }
  /** Seconds since the run began. */
  readonly seconds: number
}

/** Shows the progress of a run. */
export interface Display {
  readonly show: (progress: Progress) => IO<void>
  /** Called once, after the last progress. */
  readonly end: IO<void>
}

/** Number of the unit in progress: 1 before anything is done, `total` when everything is. */
export const current = ({ done }: Pick<Progress, 'done'>): number => Math.max(1, Math.ceil(done))

/** Units per second in this run; 0 before anything is done. */
export const rateOf = ({ before = 0, done, seconds }: Pick<Progress, 'before' | 'done' | 'seconds'>): number =>
  (done - before) / Math.max(seconds, 1e-6)

/** Estimated seconds to the end; infinite before anything is done. */
export const secondsLeft = (progress: Progress): number => (progress.total - progress.done) / rateOf(progress)

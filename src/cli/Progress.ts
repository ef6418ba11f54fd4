/** How far a run has got, and what can show it. */
import { type IO } from 'fp-ts/lib/IO.js'

export interface Progress {
  readonly epoch: number
  readonly epochs: number
  /** NaN before the first epoch. */
  readonly error: number
  /** Since the run began. */
  readonly seconds: number
}

export interface Display {
  readonly show: (progress: Progress) => IO<void>
  /** Called once, after the last one. */
  readonly end: IO<void>
}

/** 0 before the first epoch is done. */
export const epochsPerSecond = ({ epoch, seconds }: Progress): number => epoch / Math.max(seconds, 1e-6)

/** Infinity as long as there is nothing to tell by. */
export const secondsLeft = (progress: Progress): number =>
  (progress.epochs - progress.epoch) / epochsPerSecond(progress)

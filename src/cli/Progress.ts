/** How far a run has got, and what can show it. */
import { type IO } from 'fp-ts/lib/IO.js'

export interface Progress {
  readonly epoch: number
  readonly epochs: number
  readonly error: number
  /** Since the run began. */
  readonly seconds: number
}

export interface Display {
  readonly show: (progress: Progress) => IO<void>
  /** Called once, after the last one. */
  readonly end: IO<void>
}

export const epochsPerSecond = ({ epoch, seconds }: Progress): number => epoch / Math.max(seconds, 1e-6)

export const secondsLeft = (progress: Progress): number =>
  (progress.epochs - progress.epoch) / Math.max(epochsPerSecond(progress), 1e-6)

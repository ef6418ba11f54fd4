import { type IO } from 'fp-ts/lib/IO.js'
import { type Display } from './Progress.js'

/** The effects that a command needs. Tests pass a record of fakes. */
export interface Terminal {
  /** Writes results, to stdout. */
  readonly write: (text: string) => IO<void>
  /** Writes everything else, to stderr. */
  readonly writeError: (text: string) => IO<void>
  /** Bits per colour on stdout: 24, 8, 4, or 1 without colours. */
  readonly colourDepth: number
  /** Width of stdout in characters; 80 if it is not a terminal. */
  readonly columns: number
  /** Shows progress to people. */
  readonly display: Display
  /** Clock, in seconds. */
  readonly seconds: IO<number>
  /** Folder for downloads. */
  readonly cacheFolder: string
  /** Path of this package's examples, for help. */
  readonly examplesFolder: IO<string>
  /** Whether Ctrl-C, SIGTERM or SIGHUP asked the process to stop. */
  readonly interrupted: IO<boolean>
}

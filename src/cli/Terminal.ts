/** All that a command asks of the world. In a test it is a record of fakes. */
import { type IO } from 'fp-ts/lib/IO.js'
import { type Display } from './Progress.js'

export interface Terminal {
  /** Writes to stdout, where the results go. */
  readonly write: (text: string) => IO<void>
  /** Writes to stderr, where everything else goes. */
  readonly writeError: (text: string) => IO<void>
  /** Bits per colour on stdout: 24, 8, 4, or 1 where there are none. */
  readonly colourDepth: number
  /** Shows people how far a run has got. */
  readonly display: Display
  /** A clock, in seconds. */
  readonly seconds: IO<number>
  /** Where what can be fetched again is kept. */
  readonly cacheFolder: string
  /** Where the examples of this package lie, for help. */
  readonly examplesFolder: IO<string>
  /** Whether it was asked to stop, by Ctrl-C or SIGTERM. */
  readonly interrupted: IO<boolean>
}

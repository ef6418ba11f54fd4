/** What the process says of itself when it ends. */
export const exitCode = {
  done: 0,
  /** A defect of the program. */
  unexpected: 1,
  /** The command line was not understood. */
  usage: 2,
  /** The error stopped being finite. */
  diverged: 4,
  /** Ctrl-C: 128 + the number of the signal. */
  interrupted: 130
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

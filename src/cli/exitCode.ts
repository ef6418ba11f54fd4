/** Exit codes of the process. `meanings` describes them. */
export const exitCode = {
  done: 0,
  missed: 1,
  usage: 2,
  badData: 3,
  diverged: 4,
  unexpected: 70,
  /** 128 + the number of SIGINT. */
  interrupted: 130
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** The exit codes, described for help. */
export const meanings: Readonly<Record<ExitCode, string>> = {
  [exitCode.done]: 'success',
  [exitCode.missed]: 'the accuracy is below --at-least, or a law does not hold',
  [exitCode.usage]: 'the command line is wrong',
  [exitCode.badData]: 'a file is missing, invalid or cannot be written, or a pool of workers cannot be used',
  [exitCode.diverged]: 'a loss or a prediction is NaN or infinite',
  [exitCode.unexpected]: 'bug in pullback',
  [exitCode.interrupted]: 'interrupted; the results so far are kept'
}

/** What the process says of itself when it ends. */
export const exitCode = {
  done: 0,
  /** A target that was not reached, or a law that does not hold. */
  missed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** Data from outside that are not what they should be. */
  badData: 3,
  /** A number stopped being finite. */
  diverged: 4,
  /** A defect of the program. */
  unexpected: 70,
  /** Ctrl-C: 128 + the number of the signal. */
  interrupted: 130
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** For help. */
export const meanings: readonly (readonly [ExitCode, string])[] = [
  [exitCode.done, 'done'],
  [exitCode.missed, 'a target or a law was missed'],
  [exitCode.usage, 'the command line was not understood'],
  [exitCode.badData, 'a file is missing or not what it should be'],
  [exitCode.diverged, 'a number stopped being finite'],
  [exitCode.unexpected, 'a bug in this program'],
  [exitCode.interrupted, 'interrupted; what was reached is kept']
]

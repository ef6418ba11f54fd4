import { plainLines } from '../../src/cli/displays.js'
import { type ExitCode } from '../../src/cli/exitCode.js'
import { program } from '../../src/cli/program.js'
import { type Terminal } from '../../src/cli/Terminal.js'

export interface Ran {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
}

/** A terminal that records its output. Its clock advances by one second at every reading. */
export const fakeTerminal = (change: Partial<Terminal> = {}) => {
  const stdout: string[] = []
  const stderr: string[] = []
  let now = 0
  const writeError = (text: string) => () => void stderr.push(text)
  const terminal: Terminal = {
    write: text => () => void stdout.push(text),
    writeError,
    colourDepth: 1,
    columns: 80,
    display: plainLines(writeError)(),
    seconds: () => now++,
    cacheFolder: '/nowhere',
    examplesFolder: () => 'examples',
    interrupted: () => false,
    ...change
  }
  return { terminal, written: () => ({ stdout: stdout.join(''), stderr: stderr.join('') }) }
}

/** Runs a command line in this process. */
export const run = async (argv: readonly string[], change?: Partial<Terminal>): Promise<Ran> => {
  const { terminal, written } = fakeTerminal(change)
  const code = await program(argv)(terminal)()
  return { code, ...written() }
}

export const linesOf = (text: string): readonly string[] => text.split('\n').filter(line => line !== '')

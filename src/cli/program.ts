import { identity, pipe } from 'fp-ts/lib/function.js'
import { as } from 'fp-ts/lib/IO.js'
import { fromIO, type Task } from 'fp-ts/lib/Task.js'
import { chain, chainEitherK, fromEither, getOrElse, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { type Failure } from './Command.js'
import { commands } from './commands.js'
import { type ExitCode, exitCode } from './exitCode.js'
import { parse, type Parsed } from './parse.js'
import { type Terminal } from './Terminal.js'
import { version } from './package.js'

/** An unexpected exception as one line, with `--debug` followed by the stack trace. */
const unexpected =
  (debug: boolean) =>
  (thrown: unknown): Failure => {
    const { name, message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown))
    const line = `unexpected ${name}: ${message.replace(/\s+/g, ' ')}`
    return { code: exitCode.unexpected, line: debug ? `${line}\n${stack}` : `${line} (--debug prints the stack trace)` }
  }

const runSafely = ({ debug, run }: Parsed, terminal: Terminal): TaskEither<Failure, ExitCode> =>
  pipe(
    tryCatch(() => run(terminal)(), unexpected(debug)),
    chainEitherK(identity)
  )

/** Runs a command line and gives the exit code. Error lines begin with `pullback` and the command, if the line names one. */
export const program =
  (argv: readonly string[]) =>
  (terminal: Terminal): Task<ExitCode> => {
    const name = ['pullback', ...commands.flatMap(({ name }) => (name === argv[0] ? [name] : []))].join(' ')
    return pipe(
      fromEither(parse(commands, version())(argv)),
      chain(parsed => runSafely(parsed, terminal)),
      getOrElse(({ code, line }) => fromIO(as(code)(terminal.writeError(`${name}: ${line}\n`))))
    )
  }

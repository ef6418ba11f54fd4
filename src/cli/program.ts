/** From the words of a command line to an exit code. */
import { match as matchEither } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { fromIO, type Task } from 'fp-ts/lib/Task.js'
import { getOrElse, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { type Options, parseArguments, type Stop } from './arguments.js'
import { type ExitCode, exitCode } from './exitCode.js'
import { runXor } from './runXor.js'
import { type Terminal } from './Terminal.js'
import { version } from './version.js'

const stop =
  (terminal: Terminal) =>
  ({ code, text }: Stop): IO<ExitCode> =>
  () => {
    const write = code === exitCode.done ? terminal.write : terminal.writeError
    write(text)()
    return code
  }

/** A defect of the program in one line; where it came from, if that was asked for. */
const unexpected =
  (terminal: Terminal, { debug }: Options) =>
  ({ name, message, stack = '' }: Error): IO<ExitCode> =>
  () => {
    const line = `pullback: unexpected ${name}: ${message.replace(/\s+/g, ' ')}`
    terminal.writeError(debug ? `${line}\n${stack}\n` : `${line} (--debug says where)\n`)()
    return exitCode.unexpected
  }

const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))

export const program =
  (argv: readonly string[]) =>
  (terminal: Terminal): Task<ExitCode> =>
    pipe(
      parseArguments(version())(argv),
      matchEither(
        (refused): Task<ExitCode> => fromIO(stop(terminal)(refused)),
        options =>
          pipe(
            tryCatch(runXor(options)(terminal), toError),
            getOrElse(error => fromIO(unexpected(terminal, options)(error)))
          )
      )
    )

/** A command, described once: what is understood, what `--help` says and what docs/commands.md says come from here. */
import { bindTo, type Either, apS, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { exitCode, type ExitCode } from './exitCode.js'
import { decode, flagOf, type Given, type Options, shared } from './Option.js'
import { type Terminal } from './Terminal.js'

/** Why a run ended early, in one line. */
export interface Failure {
  readonly code: ExitCode
  readonly line: string
}

/** The command line was not understood. */
export const usage = (line: string): Failure => ({ code: exitCode.usage, line })

/** What comes from outside is not what it should be. */
export const badData = (line: string): Failure => ({ code: exitCode.badData, line })

/** A number stopped being finite. */
export const diverged = (line: string): Failure => ({ code: exitCode.diverged, line })

/** Ctrl-C, where nothing was reached yet. */
export const interruption: Failure = { code: exitCode.interrupted, line: 'interrupted' }

export type Run = (terminal: Terminal) => TaskEither<Failure, ExitCode>

interface Description<A extends Options, O extends Options> {
  readonly name: string
  /** For the list of commands: half a line. */
  readonly summary: string
  /** For its own help: a paragraph. */
  readonly description: string
  /** Words without a flag, by position. Written in capitals: `model` is MODEL. */
  readonly arguments: A
  readonly options: O
  /** It works when it is pasted. */
  readonly example: string
}

export interface Command extends Description<Options, Options> {
  /** Takes the texts that were written, by name. */
  readonly read: (words: ReadonlyMap<string, string>, options: ReadonlyMap<string, string>) => Either<string, Run>
}

/** Hides what a command's options are. */
export const command = <A extends Options, O extends Options>(
  description: Description<A, O>,
  run: (given: Given<NoInfer<A>> & Given<NoInfer<O>> & Given<typeof shared>) => Run
): Command => ({
  ...description,
  options: { ...description.options, ...shared },
  read: (words, options) =>
    pipe(
      decode(description.arguments, name => name.toUpperCase())(words),
      bindTo('words'),
      apS('options', decode(description.options, flagOf)(options)),
      apS('shared', decode(shared, flagOf)(options)),
      map(({ words, options, shared }) => run({ ...words, ...options, ...shared }))
    )
})

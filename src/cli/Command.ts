import { bindTo, type Either, apS, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { filterOrElse, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { exitCode, type ExitCode } from './exitCode.js'
import { decode, flagOf, type Given, type Options, shared } from './Option.js'
import { type Terminal } from './Terminal.js'

/** Exit code of a failed run, and the line that explains it on stderr. */
export interface Failure {
  readonly code: ExitCode
  readonly line: string
}

/** The command line is wrong. */
export const usage = (line: string): Failure => ({ code: exitCode.usage, line })

/** A file, or its content, is wrong. */
export const badData = (line: string): Failure => ({ code: exitCode.badData, line })

/** A loss or a prediction is NaN or infinite. */
export const diverged = (line: string): Failure => ({ code: exitCode.diverged, line })

/** Ctrl-C before there was a result to report. */
export const interruption: Failure = { code: exitCode.interrupted, line: 'interrupted: nothing was kept' }

/** Fails after Ctrl-C. */
export const unlessInterrupted = <A>({
  interrupted
}: Terminal): ((task: TaskEither<Failure, A>) => TaskEither<Failure, A>) =>
  filterOrElse(
    () => !interrupted(),
    () => interruption
  )

export type Run = (terminal: Terminal) => TaskEither<Failure, ExitCode>

/** Describes a command once: the parser, `--help` and docs/commands.md all read this record. */
interface Description<A extends Options, O extends Options> {
  readonly name: string
  /** Half a line for the list of commands. */
  readonly summary: string
  /** One paragraph for the command's own help. */
  readonly description: string
  /** Positional arguments in order. Help writes them in capitals: `model` is MODEL. */
  readonly arguments: A
  /** Whether the last argument takes all further words, separated by `separator`. Default: false. */
  readonly takesMany?: boolean
  readonly options: O
  /** A command line that works when pasted. */
  readonly example: string
}

export interface Command extends Description<Options, Options> {
  /** Decodes the texts from the command line, given by name. */
  readonly read: (words: ReadonlyMap<string, string>, options: ReadonlyMap<string, string>) => Either<string, Run>
}

/**
 * Erases the types of the options, so that all commands have the type `Command`.
 *
 * @param run gets the decoded arguments and options, and the texts of the options that are on the command line
 */
export const command = <A extends Options, O extends Options>(
  description: Description<A, O>,
  run: (given: Given<NoInfer<A>> & Given<NoInfer<O>> & Given<typeof shared>, texts: ReadonlyMap<string, string>) => Run
): Command => ({
  ...description,
  options: { ...description.options, ...shared },
  read: (words, options) =>
    pipe(
      decode(description.arguments, name => name.toUpperCase())(words),
      bindTo('words'),
      apS('options', decode(description.options, flagOf)(options)),
      apS('shared', decode(shared, flagOf)(options)),
      map(given => run({ ...given.words, ...given.options, ...given.shared }, options))
    )
})

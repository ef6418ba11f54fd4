/** The command line, understood or refused: a pure function, what there is to say is in its result. */
import { Command, CommanderError, Option } from 'commander'
import { chain, type Either, left, mapLeft, right, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { type ExitCode, exitCode } from './exitCode.js'
import { decodeOptions, positiveInteger, positiveIntegerUpTo, positiveNumber, wholeNumber } from './option.js'

const Options = t.readonly(
  t.type({
    epochs: positiveInteger,
    learningRate: positiveNumber,
    hidden: positiveIntegerUpTo(100_000),
    seed: wholeNumber,
    json: t.boolean,
    debug: t.boolean
  })
)

export type Options = t.TypeOf<typeof Options>

/** Nothing is to be run: there is a text for stdout, or a line for stderr. */
export interface Stop {
  readonly code: ExitCode
  readonly text: string
}

const refuse = (line: string): Stop => ({ code: exitCode.usage, text: `pullback: ${line}\n` })

const example = 'pullback xor --epochs 2000 --hidden 4 --learning-rate 0.2'

/** Its default is written as it would be typed, without quotes. */
const number = (name: string, description: string, fallback: string): Option =>
  new Option(`--${name} <number>`, description).default(fallback, fallback)

/** It writes nothing and it ends nothing: what would be written is collected, what would end is thrown. */
const program = (version: string, write: (text: string) => void): Command =>
  new Command('pullback')
    .usage('[xor] [options]')
    .description('Trains a small network on XOR, and shows what it has learnt.')
    .argument('[command]')
    .addOption(number('epochs', 'how often the network sees the four examples', '10000'))
    .addOption(number('learning-rate', 'how far each step goes down the gradient', '0.1'))
    .addOption(number('hidden', 'units in the hidden layer', '3'))
    .addOption(number('seed', 'where the parameters start; the same seed, the same run', '42'))
    .option('--json', 'one JSON object a line on stdout, the last the result')
    .option('--debug', 'print the stack of an unexpected error')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this text')
    .configureHelp({ visibleArguments: () => [] })
    .addHelpText('after', `\nExample:\n  ${example}`)
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined, getOutHelpWidth: () => 80 })

/** Commander ends with help or version, which it has written, or where the last option lacks its value. */
const stopped =
  (argv: readonly string[], written: readonly string[]) =>
  (error: unknown): Stop => {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { code: exitCode.done, text: written.join('') }
    return error.code === 'commander.optionMissingArgument'
      ? refuse(`${argv.at(-1) ?? ''} must be followed by a number, found nothing`)
      : refuse(error.message.replace(/\s+/g, ' '))
  }

/** Options that nobody knows, and words that are no command. */
const checkWords = (parsed: Command): Either<string, Command> => {
  const unknown = parsed.args.find(word => word.startsWith('-'))
  const [command = 'xor', excess] = parsed.args
  const known = [...parsed.options.map(({ long }) => long ?? ''), '--help'].join(', ')
  if (unknown !== undefined) return left(`unknown option ${JSON.stringify(unknown)}, expected one of ${known}`)
  if (command !== 'xor') return left(`unknown command ${JSON.stringify(command)}, expected xor`)
  if (excess !== undefined) return left(`expected options after xor, found ${JSON.stringify(excess)}`)
  return right(parsed)
}

export const parseArguments =
  (version: string) =>
  (argv: readonly string[]): Either<Stop, Options> => {
    const written: string[] = []
    return pipe(
      tryCatch(
        () => program(version, text => written.push(text)).parse(argv, { from: 'user' }),
        stopped(argv, written)
      ),
      chain(parsed =>
        pipe(
          checkWords(parsed),
          chain(() => decodeOptions(Options)({ json: false, debug: false, ...parsed.opts() })),
          mapLeft(refuse)
        )
      )
    )
  }

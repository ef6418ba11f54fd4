import { bind, bindTo, chain, type Either, fromNullable, left, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { as } from 'fp-ts/lib/IO.js'
import { fromIO } from 'fp-ts/lib/TaskEither.js'
import { parseArgs } from 'node:util'
import { shortly } from '../codec/complaint.js'
import { type Command, type Failure, type Run, usage } from './Command.js'
import { exitCode } from './exitCode.js'
import { commandHelp, programHelp, usageOf } from './help.js'
import { flagOf } from './Option.js'
import { suggestion } from '../codec/suggestion.js'
import { type Terminal } from './Terminal.js'
import { separator } from './Written.js'

export interface Parsed {
  readonly debug: boolean
  readonly run: Run
}

interface Written {
  readonly words: readonly string[]
  /** Texts of the options by name. The text of a flag is empty. A list may be given in parts, any other option is replaced. */
  readonly options: ReadonlyMap<string, string>
}

const unknown = (what: string, found: string, names: readonly string[]): string =>
  `unknown ${what} ${shortly(found)}, expected one of ${names.join(', ')}${suggestion(found, names)}`

/** Splits a command line into arguments and options. A `Left` names the first word that does not belong there. */
const sort = ({ options }: Command, argv: readonly string[]): Either<string, Written> => {
  const names = new Map([...Object.keys(options), 'help'].map(name => [flagOf(name), name]))
  const typeOf = (name: string) => (options[name]?.value === undefined ? 'boolean' : 'string')
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries([...names].map(([flag, name]) => [flag.slice(2), { type: typeOf(name) }])),
    strict: false,
    tokens: true
  })
  const words: string[] = []
  const texts = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const name = token.rawName === '-h' ? 'help' : names.get(token.rawName)
    if (name === undefined) return left(unknown('option', token.rawName, [...names.keys()]))
    const isSwitch = typeOf(name) === 'boolean'
    if (isSwitch && token.value !== undefined)
      return left(`${token.rawName} takes no value, found ${shortly(token.value)}`)
    if (!isSwitch && token.value === undefined)
      return left(`${token.rawName} needs a value: expected ${options[name]?.name ?? ''}`)
    const before = options[name]?.value === 'list' ? texts.get(name) : undefined
    texts.set(name, [...(before === undefined ? [] : [before]), token.value ?? ''].join())
  }
  return right({ words, options: texts })
}

/** Names the positional arguments of a command. */
const nameWords = (command: Command, words: readonly string[]): Either<string, ReadonlyMap<string, string>> => {
  const names = Object.keys(command.arguments)
  if (command.takesMany === true && words.length > names.length) {
    const last = names.length - 1
    return nameWords(command, [...words.slice(0, last), words.slice(last).join(separator)])
  }
  const excess = words[names.length]
  return excess === undefined
    ? right(new Map(words.map((word, i) => [names[i] ?? '', word])))
    : left(`unexpected argument ${shortly(excess)}: the usage is ${usageOf(command)}`)
}

const say = (text: (terminal: Terminal) => string): Parsed => ({
  debug: false,
  run: terminal => fromIO(as(exitCode.done)(terminal.write(text(terminal))))
})

/** Parses a command line. The first word is the command; without one, the first of `commands` runs. */
export const parse =
  (commands: readonly [Command, ...Command[]], version: string) =>
  (argv: readonly string[]): Either<Failure, Parsed> => {
    const [first = '', ...others] = argv
    const isWord = first !== '' && !first.startsWith('-')
    if (first === 'help') return parse(commands, version)([...others, '--help'])
    if (first === '--version') return right(say(() => `${version}\n`))
    if (!isWord && argv.some(word => word === '--help' || word === '-h'))
      return right(say(({ columns }) => programHelp(commands, columns)))
    const named = isWord ? commands.find(({ name }) => name === first) : commands[0]
    const names = commands.map(({ name }) => name)
    return pipe(
      named,
      fromNullable(unknown('command', first, names)),
      bindTo('command'),
      bind('written', ({ command }) => sort(command, isWord ? others : argv)),
      chain(({ command, written: { words, options } }) =>
        options.has('help')
          ? right(say(({ examplesFolder, columns }) => commandHelp(command, examplesFolder(), columns)))
          : pipe(
              nameWords(command, words),
              chain(named => command.read(named, options)),
              map(run => ({ debug: options.has('debug'), run }))
            )
      ),
      mapLeft(usage)
    )
  }

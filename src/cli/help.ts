/** What `--help` prints: of the program, and of each command. */
import { type Command } from './Command.js'
import { meanings } from './exitCode.js'
import { flagOf, type Options } from './Option.js'

const columns = 80

/** Lines of at most so many columns, broken between words. */
const wrap = (text: string, width: number): readonly string[] =>
  text.split(' ').reduce<readonly string[]>((lines, word) => {
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + word.length > width) return [...lines, word]
    return [...lines.slice(0, -1), `${line} ${word}`]
  }, [])

type Row = readonly [term: string, text: string]

/** Terms on the left, and what they mean on the right. */
const table = (title: string, rows: readonly Row[]): readonly string[] => {
  if (rows.length === 0) return []
  const width = Math.max(...rows.map(([term]) => term.length)) + 4
  return [
    `${title}:`,
    ...rows.flatMap(([term, text]) =>
      wrap(text, columns - width).map((line, i) => (i === 0 ? `  ${term}` : '').padEnd(width) + line)
    ),
    ''
  ]
}

const withFallback = (text: string, fallback: string | undefined): string =>
  fallback === undefined ? text : `${text} (default: ${fallback})`

const rowsOf = (options: Options, term: (name: string, value: string | undefined) => string): readonly Row[] =>
  Object.entries(options).map(([name, { text, value, fallback }]) => [term(name, value), withFallback(text, fallback)])

const optionTerm = (name: string, value: string | undefined): string =>
  value === undefined ? flagOf(name) : `${flagOf(name)} <${value}>`

/** One that may be left out stands in brackets. */
const wordTerm = ([name, codec]: readonly [string, Options[string]]): string =>
  codec.is(undefined) ? `[${name.toUpperCase()}]` : name.toUpperCase()

const helpRow: Row = ['-h, --help', 'print this text']

/** What a command calls `examples/…` lies in the examples folder. */
export const commandHelp = (
  { name, description, arguments: words, options, example }: Command,
  examplesFolder = 'examples'
): string => {
  const placed = (text: string): string => text.replaceAll('examples/', `${examplesFolder}/`)
  return [
    ['Usage: pullback', name, ...Object.entries(words).map(wordTerm), '[options]'].join(' '),
    '',
    ...wrap(description, columns),
    '',
    ...table(
      'Arguments',
      rowsOf(words, word => word.toUpperCase()).map(([term, text]) => [term, placed(text)])
    ),
    ...table('Options', [...rowsOf(options, optionTerm), helpRow]),
    'model' in words ? 'Example, with the model that the example of train writes:' : 'Example:',
    `  ${placed(example)}`,
    ''
  ].join('\n')
}

export const programHelp = (commands: readonly [Command, ...Command[]]): string =>
  [
    'Usage: pullback [command] [options]',
    '',
    'Neural networks as values: pure layers, lawful gradients.',
    '',
    ...table(
      'Commands',
      commands.map(({ name, summary }, i) => [name, i === 0 ? `${summary} (where none is named)` : summary])
    ),
    ...table('Options', [
      ['--version', 'print the version'],
      ['-h, --help', 'print this text, and behind a command what it understands']
    ]),
    ...table(
      'Exit codes',
      meanings.map(([code, meaning]) => [String(code), meaning])
    ),
    'Example:',
    `  ${commands[0].example}`,
    ''
  ].join('\n')

/** The text of docs/commands.md. */
export const reference = (commands: readonly [Command, ...Command[]]): string =>
  [
    '# Commands',
    '',
    'What `pullback --help` and `pullback <command> --help` print. This page is made from the same description.',
    ...[
      ['pullback', programHelp(commands)],
      ...commands.map(one => [`pullback ${one.name}`, commandHelp(one)])
    ].flatMap(([title = '', help = '']) => ['', `## ${title}`, '', '```text', help.trimEnd(), '```']),
    ''
  ].join('\n')

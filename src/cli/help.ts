import { type Command } from './Command.js'
import { meanings } from './exitCode.js'
import { flagOf, type Options } from './Option.js'

/** Maximum width of help. */
const widest = 80

/** Breaks a text between words, but not after `Default:`, into lines of at most `width` columns. */
const wrap = (text: string, width: number): readonly string[] =>
  text.split(/(?<!Default:) /).reduce<readonly string[]>((lines, word) => {
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + word.length > width) return [...lines, word]
    return [...lines.slice(0, -1), `${line} ${word}`]
  }, [])

type Row = readonly [term: string, text: string]

/** Terms on the left, their descriptions on the right; `\n` in a description starts a new line. */
const table = (title: string, rows: readonly Row[], columns = widest): readonly string[] => {
  if (rows.length === 0) return []
  const longest = Math.max(...rows.map(([term]) => term.length)) + 4
  // In a narrow terminal, descriptions begin below their terms.
  const isNarrow = longest > columns / 2
  const width = isNarrow ? 6 : longest
  return [
    `${title}:`,
    ...rows.flatMap(([term, text]) => {
      const lines = text.split('\n').flatMap(line => wrap(line, columns - width))
      if (isNarrow) return [`  ${term}`, ...lines.map(line => ' '.repeat(width) + line)]
      return lines.map((line, i) => (i === 0 ? `  ${term}` : '').padEnd(width) + line)
    }),
    ''
  ]
}

/** Adds the default to the first line. */
const withFallback = (text: string, fallback: string | undefined): string =>
  fallback === undefined ? text : text.replace(/(?=\n)|$/, `. Default: ${fallback}`)

const rowsOf = (options: Options, term: (name: string, value: string | undefined) => string): readonly Row[] =>
  Object.entries(options).map(([name, { text, value, fallback }]) => [term(name, value), withFallback(text, fallback)])

const optionTerm = (name: string, value: string | undefined): string =>
  value === undefined ? flagOf(name) : `${flagOf(name)} <${value}>`

/** An optional argument is in brackets. */
const wordTerm = ([name, codec]: readonly [string, Options[string]]): string =>
  codec.is(undefined) ? `[${name.toUpperCase()}]` : name.toUpperCase()

/** `pullback train [CONFIG] [options]` */
export const usageOf = ({ name, arguments: words, takesMany = false }: Command): string =>
  ['pullback', name, ...Object.entries(words).map(wordTerm), ...(takesMany ? ['…'] : []), '[options]'].join(' ')

const helpRow: Row = ['-h, --help', 'print this help']

/** Help of one command. `examples/…` in its texts becomes a path in `examplesFolder`. */
export const commandHelp = (command: Command, examplesFolder = 'examples', room = widest): string => {
  const columns = Math.min(room, widest)
  const { description, arguments: words, options, example } = command
  const placed = (text: string): string => text.replaceAll('examples/', `${examplesFolder}/`)
  return [
    `Usage: ${usageOf(command)}`,
    '',
    ...wrap(description, columns),
    '',
    ...table(
      'Arguments',
      rowsOf(words, word => word.toUpperCase()).map(([term, text]) => [term, placed(text)]),
      columns
    ),
    ...table('Options', [...rowsOf(options, optionTerm), helpRow], columns),
    'model' in words ? 'Example (the example of train writes the model):' : 'Example:',
    `  ${placed(example)}`,
    ''
  ].join('\n')
}

export const programHelp = (commands: readonly [Command, ...Command[]], room = widest): string => {
  const columns = Math.min(room, widest)
  return [
    'Usage: pullback [command] [options]',
    '',
    ...wrap('Neural networks as values: pure layers, lawful gradients.', columns),
    '',
    ...table(
      'Commands',
      commands.map(({ name, summary }, i) => [name, i === 0 ? `${summary} (default)` : summary]),
      columns
    ),
    ...table(
      'Options',
      [
        ['--json', 'print JSON, one object per line, the result last'],
        ['--version', 'print the version'],
        ['-h, --help', 'print this help; after a command, the help of that command']
      ],
      columns
    ),
    ...table(
      'Exit codes',
      meanings.map(([code, meaning]) => [String(code), meaning]),
      columns
    ),
    'Example:',
    `  ${commands[0].example}`,
    ''
  ].join('\n')
}

/** Text of docs/commands.md. */
export const reference = (commands: readonly [Command, ...Command[]]): string =>
  [
    '# Commands',
    '',
    'The output of `pullback --help` and of `pullback <command> --help`. This page is generated.',
    ...[
      ['pullback', programHelp(commands)],
      ...commands.map(one => [`pullback ${one.name}`, commandHelp(one)])
    ].flatMap(([title = '', help = '']) => ['', `## ${title}`, '', '```text', help.trimEnd(), '```']),
    ''
  ].join('\n')

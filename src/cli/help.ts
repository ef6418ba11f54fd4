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
type Section = readonly [title: string, rows: readonly Row[]]

/** Terms on the left, their descriptions on the right; `\n` in a description starts a new line. */
const table = ([title, rows]: Section, columns: number): readonly string[] => {
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

/** A page of help for a terminal of this width. */
const page = (usage: string, text: string, sections: readonly Section[], example: string, room: number): string => {
  const columns = Math.min(room, widest)
  const tables = sections.filter(([, rows]) => rows.length > 0).flatMap(section => table(section, columns))
  return [`Usage: ${usage}`, '', ...wrap(text, columns), '', ...tables, example, ''].join('\n')
}

/** Help of one command. `examples/…` in its texts becomes a path in `examplesFolder`. */
export const commandHelp = (command: Command, examplesFolder = 'examples', room = widest): string => {
  const { description, arguments: words, options, example } = command
  const placed = (text: string): string => text.replaceAll('examples/', `${examplesFolder}/`)
  const sections: readonly Section[] = [
    ['Arguments', rowsOf(words, word => word.toUpperCase()).map(([term, text]) => [term, placed(text)])],
    ['Options', [...rowsOf(options, optionTerm), helpRow]]
  ]
  const title = 'model' in words ? 'Example (the example of train writes the model):' : 'Example:'
  return page(usageOf(command), description, sections, `${title}\n  ${placed(example)}`, room)
}

export const programHelp = (commands: readonly [Command, ...Command[]], room = widest): string => {
  const sections: readonly Section[] = [
    ['Commands', commands.map(({ name, summary }, i) => [name, i === 0 ? `${summary} (default)` : summary])],
    [
      'Options',
      [
        ['--json', 'print JSON, one object per line, the result last'],
        ['--version', 'print the version'],
        ['-h, --help', 'print this help; after a command, the help of that command']
      ]
    ],
    ['Exit codes', Object.entries(meanings)]
  ]
  const text = 'Neural networks as values: pure layers, lawful gradients.'
  return page('pullback [command] [options]', text, sections, `Example:\n  ${commands[0].example}`, room)
}

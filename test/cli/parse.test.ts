/** The parser of the command line, and every error line that it produces. */
import { isRight, left, right } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { command } from '../../src/cli/Command.js'
import { type Given, option, optional, seed, type shared } from '../../src/cli/Option.js'
import { parse } from '../../src/cli/parse.js'
import { numberThat, oneOf, positiveNumber, text } from '../../src/cli/Written.js'
import { run } from './fakeTerminal.js'

/** Parses a command line for a command that returns its decoded options. */
const given = (argv: readonly string[]) => {
  const options = {
    learningRate: option(positiveNumber, { text: 'a rate', value: 'number', fallback: '0.1' }),
    model: option(oneOf(['dense', 'conv']), { text: 'which', value: 'name', fallback: 'dense' }),
    data: optional(text('a folder'), { text: 'where from', value: 'folder' }),
    target: option(text('the name of a column'), { text: 'what to learn', value: 'name' }),
    seed
  }
  const words = { file: option(text('a file'), { text: 'what to read', value: 'file' }) }
  let received: (Given<typeof words> & Given<typeof options> & Given<typeof shared>) | undefined
  const description = { summary: '', description: '', example: '' }
  const first = command({ ...description, name: 'first', arguments: {}, options: {} }, () => () => () => {
    throw new Error('another command')
  })
  const second = command({ ...description, name: 'second', arguments: words, options }, all => {
    received = all
    return () => () => Promise.resolve(right(0))
  })
  const parsed = parse([first, second], '1.2.3')(['second', ...argv])
  return isRight(parsed) ? right(received) : parsed
}

const defaults = {
  file: 'a.csv',
  learningRate: 0.1,
  model: 'dense',
  data: undefined,
  target: 'y',
  seed: 42,
  json: false,
  debug: false
}

describe('accepted', () => {
  test.each([
    ['only the required options', [], {}],
    ['options', ['--learning-rate', '5', '--model', 'conv', '--json'], { learningRate: 5, model: 'conv', json: true }],
    ['a value after =', ['--learning-rate=.5'], { learningRate: 0.5 }],
    ['an exponent', ['--learning-rate', '1e-3'], { learningRate: 0.001 }],
    ['a negative seed', ['--seed', '-7'], { seed: -7 }],
    ['the last of several', ['--seed', '1', '--seed', '2'], { seed: 2 }],
    ['optional options', ['--data', '/tmp', '--debug'], { data: '/tmp', debug: true }]
  ])('%s', (_, argv, changed) => {
    expect(given(['a.csv', '--target', 'y', ...argv])).toEqual(right({ ...defaults, ...changed }))
    expect(given([...argv, '--target', 'y', 'a.csv'])).toEqual(right({ ...defaults, ...changed }))
  })

  test('words after two hyphens are arguments', () => {
    expect(given(['--target', 'y', '--', '--json'])).toEqual(right({ ...defaults, file: '--json' }))
  })
})

describe('errors of a command with an argument, in one line', () => {
  test.each([
    [['--target', 'y'], 'FILE is missing: expected a file'],
    [['', '--target', 'y'], 'FILE must be a file, found ""'],
    [['a.csv'], '--target is missing: expected the name of a column'],
    [['a.csv', 'b.csv', '--target', 'y'], 'unexpected argument "b.csv": the usage is pullback second FILE [options]'],
    [['a.csv', '--target', 'y', '--data', ''], '--data must be a folder, found ""'],
    [['a.csv', '--target', 'y', '--model', 'x'], '--model must be one of dense, conv, found "x"'],
    [
      ['a.csv', '--target', 'y', '--model', 'dens'],
      '--model must be one of dense, conv, found "dens": did you mean dense?'
    ]
  ])('%j', (argv, line) => {
    expect(given(argv)).toEqual(left({ code: 2, line }))
  })
})

const names = commands.map(({ name }) => name).join(', ')
const known = '--epochs, --learning-rate, --hidden, --engine, --plot, --seed, --json, --debug, --help'

test('a property of Object is not an option', async () => {
  for (const name of ['--constructor', '--toString', '--__proto__'])
    expect((await run([name, '1'])).stderr).toContain(`pullback: unknown option "${name}", expected one of ${known}`)
})

test('numberThat does not accept strings as decoded values', () => {
  expect(numberThat('any number', () => true).is('1')).toBe(false)
})

describe('errors in one line', () => {
  test.each([
    [['--epochs', '-1'], '--epochs must be a positive integer, found "-1"'],
    [['--epochs', '1.5'], '--epochs must be a positive integer, found "1.5"'],
    [['--epochs', '0'], '--epochs must be a positive integer, found "0"'],
    [['--epochs', '1e20'], '--epochs must be a positive integer, found "1e20"'],
    [['--epochs', 'Infinity'], '--epochs must be a positive integer, found "Infinity"'],
    [['--epochs', '--json'], '--epochs must be a positive integer, found "--json"'],
    [['--epochs='], '--epochs must be a positive integer, found ""'],
    [['--epochs', ' '], '--epochs must be a positive integer, found " "'],
    [['--epochs', '1\n2'], '--epochs must be a positive integer, found "1\\n2"'],
    [['--epochs'], '--epochs needs a value: expected a positive integer'],
    [['--hidden', '0'], '--hidden must be a positive integer up to 100000, found "0"'],
    [['--hidden', '100001'], '--hidden must be a positive integer up to 100000, found "100001"'],
    [['--learning-rate', 'abc'], '--learning-rate must be a positive finite number, found "abc"'],
    [['--learning-rate', '0'], '--learning-rate must be a positive finite number, found "0"'],
    [['--learning-rate', '1e999'], '--learning-rate must be a positive finite number, found "1e999"'],
    [['--learning-rate', '0x10'], '--learning-rate must be a positive finite number, found "0x10"'],
    [['--seed', 'x'], '--seed must be an integer between -2^53 and 2^53, found "x"'],
    [['--seed', '0.5'], '--seed must be an integer between -2^53 and 2^53, found "0.5"'],
    [['xor', '--seed', 'x', '--json'], '--seed must be an integer between -2^53 and 2^53, found "x"'],
    [['--epoch', '5'], `unknown option "--epoch", expected one of ${known}: did you mean --epochs?`],
    [['--learningRate=5'], `unknown option "--learningRate", expected one of ${known}: did you mean --learning-rate?`],
    [['--rate', '5'], `unknown option "--rate", expected one of ${known}: did you mean --learning-rate?`],
    [['-json'], `unknown option "-j", expected one of ${known}`],
    [['xor', '-e'], `unknown option "-e", expected one of ${known}`],
    [['--json=1'], '--json takes no value, found "1"'],
    [['nand'], `unknown command "nand", expected one of ${names}`],
    [['nand', '--epochs', '5'], `unknown command "nand", expected one of ${names}`],
    [['--epochs', '5', 'xor'], 'unexpected argument "xor": the usage is pullback xor [options]'],
    [['trian'], `unknown command "trian", expected one of ${names}: did you mean train?`],
    [['help', 'shwo'], `unknown command "shwo", expected one of ${names}: did you mean show?`],
    [['foo'], `unknown command "foo", expected one of ${names}`],
    [['help', 'nand'], `unknown command "nand", expected one of ${names}`],
    [['xor', '100'], 'unexpected argument "100": the usage is pullback xor [options]']
  ])('%j', async (argv, line) => {
    const name = argv[0] === 'xor' ? 'pullback xor' : 'pullback'
    expect(await run(argv)).toEqual({ code: 2, stdout: '', stderr: `${name}: ${line}\n` })
  })
})

test('--version prints the version of the package', async () => {
  const { version } = (await import('../../package.json', { with: { type: 'json' } })).default
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

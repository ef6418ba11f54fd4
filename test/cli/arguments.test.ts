import { right } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { parseArguments } from '../../src/cli/arguments.js'
import { linesOf, run } from './fakeTerminal.js'

const defaults = { epochs: 10_000, learningRate: 0.1, hidden: 3, seed: 42, json: false, debug: false }

describe('understood', () => {
  test.each([
    ['nothing', [], {}],
    ['the command', ['xor'], {}],
    ['options', ['--epochs', '5', '--hidden', '7', '--json'], { epochs: 5, hidden: 7, json: true }],
    ['options after the command', ['xor', '--epochs', '5', '--debug'], { epochs: 5, debug: true }],
    ['options before the command', ['--epochs', '5', 'xor'], { epochs: 5 }],
    ['a value after =', ['--learning-rate=.5'], { learningRate: 0.5 }],
    ['an exponent', ['--learning-rate', '1e-3', '--epochs', '1e4'], { learningRate: 0.001, epochs: 10_000 }],
    ['a negative seed', ['--seed', '-7'], { seed: -7 }],
    ['the last of several', ['--seed', '1', '--seed', '2'], { seed: 2 }]
  ])('%s', (_, argv, changed) => {
    expect(parseArguments('1.2.3')(argv)).toEqual(right({ ...defaults, ...changed }))
  })
})

const known = '--epochs, --learning-rate, --hidden, --seed, --json, --debug, --version, --help'

describe('refused in one line', () => {
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
    [['--epochs'], '--epochs must be followed by a number, found nothing'],
    [['--hidden', '0'], '--hidden must be a positive integer up to 100000, found "0"'],
    [['--hidden', '100001'], '--hidden must be a positive integer up to 100000, found "100001"'],
    [['--learning-rate', 'abc'], '--learning-rate must be a positive finite number, found "abc"'],
    [['--learning-rate', '0'], '--learning-rate must be a positive finite number, found "0"'],
    [['--learning-rate', '1e999'], '--learning-rate must be a positive finite number, found "1e999"'],
    [['--learning-rate', '0x10'], '--learning-rate must be a positive finite number, found "0x10"'],
    [['--seed', 'x'], '--seed must be a whole number below 2^53, found "x"'],
    [['--seed', '0.5'], '--seed must be a whole number below 2^53, found "0.5"'],
    [['xor', '--seed', 'x', '--json'], '--seed must be a whole number below 2^53, found "x"'],
    [['--epoch', '5'], `unknown option "--epoch", expected one of ${known}`],
    [['xor', '-e'], `unknown option "-e", expected one of ${known}`],
    [['--json=1'], `unknown option "--json=1", expected one of ${known}`],
    [['mnist'], 'unknown command "mnist", expected xor'],
    [['mnist', '--epochs', '5'], 'unknown command "mnist", expected xor'],
    [['xor', '100'], 'expected options after xor, found "100"']
  ])('%j', async (argv, line) => {
    expect(await run(argv)).toEqual({ code: 2, stdout: '', stderr: `pullback: ${line}\n` })
  })
})

describe('--help', () => {
  test('shows every option with its default, and an example', async () => {
    const { code, stdout, stderr } = await run(['xor', '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: pullback [xor] [options]

      Trains a small network on XOR, and shows what it has learnt.

      Options:
        --epochs <number>         how often the network sees the four examples
                                  (default: 10000)
        --learning-rate <number>  how far each step goes down the gradient (default:
                                  0.1)
        --hidden <number>         units in the hidden layer (default: 3)
        --seed <number>           where the parameters start; the same seed, the same
                                  run (default: 42)
        --json                    one JSON object a line on stdout, the last the
                                  result
        --debug                   print the stack of an unexpected error
        --version                 print the version
        --help                    print this text

      Example:
        pullback xor --epochs 2000 --hidden 4 --learning-rate 0.2
      "
    `)
    expect((await run(['--help'])).stdout).toBe(stdout)
  })

  test('its example works', async () => {
    const { stdout } = await run(['--help'])
    const example = linesOf(stdout).at(-1)?.trim().split(' ') ?? []
    expect(example.slice(0, 2)).toEqual(['pullback', 'xor'])
    const ran = await run(example.slice(1))
    expect(ran.code).toBe(0)
    expect(ran.stdout).toMatch(/^Error 0\.0\d+ after 2000 epochs/)
  })
})

test('--version prints the version of the package', async () => {
  const { version } = (await import('../../package.json', { with: { type: 'json' } })).default
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

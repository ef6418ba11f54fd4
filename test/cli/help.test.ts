/** `--help`, docs/commands.md and the examples, which all come from the descriptions of the commands. */
import { describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { type Command } from '../../src/cli/Command.js'
import { commandHelp, programHelp } from '../../src/cli/help.js'
import { run } from './fakeTerminal.js'

/** Text of docs/commands.md. */
const reference = (commands: readonly [Command, ...Command[]]): string =>
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

test('docs/commands.md is up to date: `npx vitest run test/cli/help.test.ts -u` writes it', async () => {
  await expect(reference(commands)).toMatchFileSnapshot('../../docs/commands.md')
})

test.each([[], ...commands.map(({ name }) => [name])])('pullback %s --help fits into 80 columns', async (...argv) => {
  const { code, stdout, stderr } = await run([...argv, '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
  expect(reference(commands)).toContain(stdout.trimEnd())
})

test('help prints the actual path of the examples', async () => {
  const examplesFolder = 'node_modules/pullback/examples'
  const { stdout } = await run(['train', '--help'], { examplesFolder: () => examplesFolder })
  expect(stdout).toContain(`pullback train --data ${examplesFolder}/iris.csv --target species`)
  expect(stdout).toContain(`${examplesFolder}/iris.json`)
})

test('help, -h and --help print the same', async () => {
  const whole = await run(['--help'])
  for (const argv of [['-h'], ['help'], ['help', '--help'], ['--epochs', '5', '-h']])
    expect(await run(argv)).toEqual(whole)
  const ofTrain = await run(['train', '--help'])
  for (const argv of [
    ['train', '-h'],
    ['help', 'train']
  ])
    expect(await run(argv)).toEqual(ofTrain)
})

test('names are unique, defaults can be decoded, and examples run their own command', () => {
  const names = commands.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const { name, options, example } of commands) {
    expect(example).toMatch(new RegExp(`^pullback ${name}\\b`))
    expect(Object.keys(options)).toEqual(expect.arrayContaining(['json', 'debug']))
    for (const option of Object.values(options))
      if (option.fallback !== undefined) expect(option.decode(option.fallback)).toHaveProperty('right')
  }
})

describe('pullback xor --help', () => {
  test('shows every option with its default, and an example', async () => {
    expect((await run(['xor', '--help'])).stdout).toMatchInlineSnapshot(`
      "Usage: pullback xor [options]

      Trains a small network on XOR. Prints its error, its predictions and a picture
      of them over the unit square.

      Options:
        --epochs <number>         passes over the four examples. Default: 10000
        --learning-rate <number>  step size of gradient descent. Default: 0.1
        --hidden <number>         units in the hidden layer. Default: 3
        --engine <name>           auto, eager, javascript, wasm or onnx; auto picks an
                                  installed one by network size. Default: auto
        --plot <file>             SVG file for the error curve and the predictions
        --seed <number>           random seed; the same one repeats a run. Default: 42
        --json                    print JSON, one object per line
        --debug                   print the stack trace of an unexpected error
        -h, --help                print this help

      Example:
        pullback xor --epochs 2000 --hidden 4 --learning-rate 0.2
      "
    `)
  })

  test('the example runs', async () => {
    const [command] = commands
    const ran = await run(command.example.split(' ').slice(1))
    expect(ran.code).toBe(0)
    expect(ran.stdout).toMatch(/^Error 0\.0\d+ after 2000 epochs/)
  })
})

test('pullback --help lists the commands', async () => {
  const { stdout } = await run(['--help'])
  for (const { name } of commands) expect(stdout).toContain(`  ${name} `)
  expect(await run(['--epochs', '5', '--help'])).toEqual({ code: 0, stdout, stderr: '' })
})

/** `--help`, the reference in docs, and the examples come from the descriptions of the commands. */
import { describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { reference } from '../../src/cli/help.js'
import { run } from './fakeTerminal.js'

test('docs/commands.md is made from the descriptions: `npx vitest run test/cli/help.test.ts -u` writes it', async () => {
  await expect(reference(commands)).toMatchFileSnapshot('../../docs/commands.md')
})

test.each([[], ...commands.map(({ name }) => [name])])('pullback %s --help fits into 80 columns', async (...argv) => {
  const { code, stdout, stderr } = await run([...argv, '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
  expect(reference(commands)).toContain(stdout.trimEnd())
})

test('files of the package are named where they lie', async () => {
  const examplesFolder = 'node_modules/pullback/examples'
  const { stdout } = await run(['train', '--help'], { examplesFolder: () => examplesFolder })
  expect(stdout).toContain(`pullback train --data ${examplesFolder}/iris.csv --target species`)
  expect(stdout).toContain(`${examplesFolder}/iris.json`)
})

test('help has the names that people try', async () => {
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

test('names, fallbacks and examples are as they must be', () => {
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

      Trains a small network on XOR, and shows what it has learnt.

      Options:
        --epochs <number>         how often the network sees the four examples
                                  (default: 10000)
        --learning-rate <number>  how far each step goes down the gradient (default:
                                  0.1)
        --hidden <number>         units in the hidden layer (default: 3)
        --engine <name>           what runs the network: auto, eager, javascript or
                                  onnx; auto picks by size and by what is installed,
                                  and says what it picked (default: auto)
        --plot <file>             where a picture of the error and of the plane is
                                  written, as SVG
        --seed <number>           where all randomness comes from; the same seed, the
                                  same run (default: 42)
        --json                    one JSON object a line on stdout, the last the
                                  result; of predict one for each row
        --debug                   print the stack of an unexpected error
        -h, --help                print this text

      Example:
        pullback xor --epochs 2000 --hidden 4 --learning-rate 0.2
      "
    `)
  })

  test('its example works', async () => {
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

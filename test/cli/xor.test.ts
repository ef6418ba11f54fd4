import * as t from 'io-ts/lib/index.js'
import { describe, expect, test } from 'vitest'
import { students } from '../../src/cli/xor/students.js'
import { javascript } from '../../src/index.js'
import { linesOf, run } from './fakeTerminal.js'

const settings = { epochs: 100, learningRate: 0.1, hidden: 3, seed: 42 }

test('the results do not depend on the stride', () => {
  // 103 epochs in strides of 1; 1000 in strides of 10.
  const at = (epochs: number) => [...students({ ...settings, epochs }, javascript)]
  const long = at(1000)
  const short = at(103)
  expect(short.map(({ epoch }) => epoch).slice(-2)).toEqual([102, 103])
  const same = long.find(({ epoch }) => epoch === 100)
  expect(same?.loss).toBe(short.find(({ epoch }) => epoch === 100)?.loss)
  expect(same?.predict([[0, 1]])).toEqual(short.find(({ epoch }) => epoch === 100)?.predict([[0, 1]]))
})

describe('for people', () => {
  test('error, truth table, surface and seed on stdout, progress on stderr', async () => {
    const { code, stdout, stderr } = await run(['--epochs', '2000'])
    expect(code).toBe(0)
    expect(stdout).toMatchSnapshot()
    expect(linesOf(stderr)[0]).toMatch(/^Engine javascript: 13 parameters, /)
    expect(linesOf(stderr)).toHaveLength(11)
    expect(stderr).toMatch(/^epoch 1000\/2000, error \d\.\d+, [\d.]+ epochs\/s, \d\d:\d\d left$/m)
  })

  test('fits into 80 columns and 24 lines', async () => {
    const { stdout } = await run(['--epochs', '1000', '--seed', '9007199254740991'])
    const lines = stdout.split('\n')
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(80)
    expect(lines.length).toBeLessThanOrEqual(23)
    expect(stdout).toContain('Seed 9007199254740991 repeats this run.')
  })

  test('the seed determines the picture', async () => {
    const of = async (seed: string) => (await run(['--epochs', '200', '--seed', seed])).stdout
    expect(await of('1')).toBe(await of('1'))
    expect(await of('1')).not.toBe((await of('2')).replace('Seed 2', 'Seed 1'))
  })

  test('colours only if the terminal has colours', async () => {
    expect((await run(['--epochs', '20'])).stdout).not.toContain('\u001b')
    expect((await run(['--epochs', '20'], { colourDepth: 24 })).stdout).toContain('\u001b[38;2;')
  })
})

describe('for programs', () => {
  const Epoch = t.strict({ type: t.literal('epoch'), epoch: t.number, error: t.number, epochsPerSecond: t.number })
  const parsed = (stdout: string): readonly unknown[] => linesOf(stdout).map(line => JSON.parse(line) as unknown)

  test('one object per line, the result last', async () => {
    const { code, stdout, stderr } = await run(['--json', '--epochs', '2000', '--seed', '7'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const objects = parsed(stdout)
    expect(objects).toHaveLength(21)
    expect(objects.slice(0, -1).every(Epoch.is)).toBe(true)
    const number: unknown = expect.any(Number)
    expect(objects.at(-1)).toStrictEqual({
      type: 'result',
      epochs: 2000,
      seed: 7,
      error: number,
      predictions: [
        { input: [0, 0], target: 0, output: number },
        { input: [0, 1], target: 1, output: number },
        { input: [1, 0], target: 1, output: number },
        { input: [1, 1], target: 0, output: number }
      ],
      epochsPerSecond: number
    })
    expect(Object.keys(objects.at(-1) ?? {})).toEqual([
      'type',
      'epochs',
      'seed',
      'error',
      'predictions',
      'epochsPerSecond'
    ])
  })

  test('the default seed converges', async () => {
    const { stdout } = await run(['--json'])
    const Result = t.type({ epochs: t.literal(10_000), seed: t.literal(42), error: t.number })
    const result = parsed(stdout).at(-1)
    expect(Result.is(result) && result.error).toBeLessThan(0.001)
  })
})

describe('--engine', () => {
  const on = async (engine: string) => (await run(['--engine', engine, '--epochs', '200'])).stdout.replace(/ in .*/, '')

  test('eager and javascript give the same picture', async () => {
    expect(await on('javascript')).toBe(await on('eager'))
  })

  test('onnx, in float32, gives nearly the same error', async () => {
    const error = (text: string) => Number(/^Error ([\d.]+)/.exec(text)?.[1])
    expect(error(await on('onnx'))).toBeCloseTo(error(await on('eager')), 3)
  })
})

describe('a run whose error becomes NaN', () => {
  const argv = ['--learning-rate', '1.79e308', '--seed', '1', '--engine', 'javascript']
  const stderr = 'pullback: the error must be finite, found NaN at epoch 1: try a --learning-rate below 1.79e+308\n'

  test('stops there and reports the epoch, not the end of the stride', async () => {
    expect(await run(argv)).toEqual({ code: 4, stdout: '', stderr })
    expect(await run([...argv, '--json'])).toEqual({ code: 4, stdout: '', stderr })
  })

  test('a large finite error does not stop the run', async () => {
    expect((await run(['--learning-rate', '1e6', '--epochs', '100'])).code).toBe(0)
  })
})

describe('Ctrl-C', () => {
  /** Interrupts during the third of a hundred strides. */
  const interrupted = () => {
    let asked = 0
    return () => ++asked >= 3
  }

  test('prints the results so far', async () => {
    const { code, stdout } = await run(['--epochs', '1000'], { interrupted: interrupted() })
    expect(code).toBe(130)
    expect(linesOf(stdout).slice(0, 2)).toEqual([
      'Interrupted after 30 of 1000 epochs.',
      expect.stringMatching(/^Error \d\.\d+ after 30 epochs in /)
    ])
    expect(stdout).toContain('x1  x2  target  prediction')
  })

  test('prints them as JSON with --json', async () => {
    const { code, stdout } = await run(['--json', '--epochs', '1000'], { interrupted: interrupted() })
    expect(code).toBe(130)
    expect(linesOf(stdout).at(-1)).toMatch(/^\{"type":"result","epochs":30,"seed":42,/)
  })

  test('has no effect after the last epoch', async () => {
    expect((await run(['--epochs', '1'], { interrupted: () => true })).code).toBe(0)
  })
})

describe('an unexpected error', () => {
  const broken = {
    seconds: () => {
      throw new RangeError('no\nclock')
    }
  }

  test('is reported in one line', async () => {
    expect(await run(['--engine', 'eager'], broken)).toEqual({
      code: 70,
      stdout: '',
      stderr: 'pullback: unexpected RangeError: no clock (--debug prints the stack trace)\n'
    })
  })

  test('with --debug, with its stack trace', async () => {
    const { code, stderr } = await run(['--debug', '--engine', 'eager'], broken)
    expect(code).toBe(70)
    expect(stderr).toMatch(/^pullback: unexpected RangeError: no clock\n.*\n.*\n +at /)
  })
})

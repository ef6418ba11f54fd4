/** `pullback mnist`, on a small data set of bars, from a folder and from servers with wrong files. */
import { readdirSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { folderOf, smallMnist, temporaryFolder } from '../codec/idxBytes.js'
import { linesOf, run } from './fakeTerminal.js'

const parsed = (stdout: string): readonly unknown[] => linesOf(stdout).map(line => JSON.parse(line) as unknown)

const onSmall = (argv: readonly string[], change: Parameters<typeof run>[1] = {}) =>
  run(['mnist', '--data', folderOf(smallMnist), ...argv], change)

describe('for people', () => {
  test('test accuracy, confusion matrix and seed on stdout, one line per epoch on stderr', async () => {
    const { code, stdout, stderr } = await onSmall(['--epochs', '8'])
    expect(code).toBe(0)
    expect(stdout.replace(/in \d+ s/, 'in 9 s')).toMatchInlineSnapshot(`
      "Test accuracy 100.00 % (50 of 50), 8 epochs in 9 s, seed 42.
      read as       0     1     2     3     4     5     6     7     8     9
          a 0       5     0     0     0     0     0     0     0     0     0
          a 1       0     5     0     0     0     0     0     0     0     0
          a 2       0     0     5     0     0     0     0     0     0     0
          a 3       0     0     0     5     0     0     0     0     0     0
          a 4       0     0     0     0     5     0     0     0     0     0
          a 5       0     0     0     0     0     5     0     0     0     0
          a 6       0     0     0     0     0     0     5     0     0     0
          a 7       0     0     0     0     0     0     0     5     0     0
          a 8       0     0     0     0     0     0     0     0     5     0
          a 9       0     0     0     0     0     0     0     0     0     5
      "
    `)
    expect(linesOf(stderr)).toHaveLength(9)
    expect(linesOf(stderr)[0]).toMatch(/^Engine (onnx|javascript): 101,770 parameters, /)
    expect(linesOf(stderr)[4]).toMatch(
      /^epoch 4\/8, loss \d\.\d+, accuracy \d+\.\d %, [\d.]+ epochs\/(s|min), \d\d:\d\d left$/
    )
  })

  test('misread digits are drawn', async () => {
    const { stdout } = await onSmall(['--epochs', '1', '--limit', '20', '--batch', '20'])
    expect(stdout.split('\n').slice(11).join('\n')).toMatchInlineSnapshot(`
      "    a 9       0     5     0     0     0     0     0     0     0     0
      a 0 read as 8             a 4 read as 0             a 5 read as 6

      ++++++++++++++++++++
      @@@@@@@@@@@@@@@@@@@@

                                 ==================       ====================
                                 @@@@@@@@@@@@@@@@@@       @@@@@@@@@@@@@@@@@@@@




      "
    `)
    expect(stdout).not.toContain('\u001b')
  })

  test('in colour, as half blocks; everything fits into 80 columns and 24 lines', async () => {
    const { stdout } = await onSmall(['--epochs', '1', '--limit', '20', '--batch', '20'], { colourDepth: 24 })
    expect(stdout).toContain('\u001b[38;2;0;0;0;48;2;0;0;0m▀')
    const lines = stripVTControlCharacters(stdout).split('\n')
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(80)
    expect(lines.length).toBeLessThanOrEqual(24)
  })
})

test.each([
  ['dense', 10, 50, 200],
  ['dense-tutorial', 10, 50, 200],
  ['conv-tutorial', 2, 10, 40]
])('--model %s --json: one object per line, the result last', async (model, classes, testImages, images) => {
  const { code, stdout, stderr } = await onSmall(['--json', '--model', model, '--epochs', '2', '--seed', '7'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const objects = parsed(stdout)
  expect(objects.length).toBeGreaterThan(2)
  const number: unknown = expect.any(Number)
  expect(objects.at(-2)).toEqual({ type: 'epoch', epoch: 2, loss: number, accuracy: number, epochsPerSecond: number })
  expect(objects.at(-1)).toEqual({
    type: 'result',
    testAccuracy: number,
    testImages,
    model,
    engine: expect.stringMatching(/^(onnx|javascript)$/) as unknown,
    epochs: 2,
    loss: number,
    images,
    batch: model === 'dense' ? 32 : 1,
    seed: 7,
    confusionMatrix: Array.from({ length: classes }, () => new Array<unknown>(classes).fill(number)),
    seconds: number
  })
})

test('the seed, --limit and --batch determine the result', async () => {
  const of = async (...argv: readonly string[]) =>
    (await onSmall(['--json', '--epochs', '1', ...argv])).stdout.split('\n').at(-2) ?? ''
  const one = await of('--seed', '1')
  expect(await of('--seed', '1')).toBe(one)
  const others = await Promise.all([
    of('--seed', '2'),
    of('--seed', '1', '--limit', '50'),
    of('--seed', '1', '--batch', '7')
  ])
  const loss = (line: string) => /"loss":([\d.]+)/.exec(line)?.[1]
  expect(new Set([one, ...others].map(loss)).size).toBe(4)
})

test('Ctrl-C prints the results so far', async () => {
  let asked = 0
  const { code, stdout } = await onSmall(['--epochs', '10'], { interrupted: () => ++asked > 4 })
  expect(code).toBe(130)
  expect(stdout).toMatch(/^Interrupted after 5 of 10 epochs\.\nTest accuracy \d/)
})

describe('errors in one line', () => {
  test.each([
    [['--data', ''], '--data must be a folder, found ""'],
    [['--model', 'lenet'], '--model must be one of dense, conv, dense-tutorial, conv-tutorial, found "lenet"'],
    [['--epochs', '0'], '--epochs must be a positive integer, found "0"'],
    [['--batch', '1.5'], '--batch must be a positive integer, found "1.5"'],
    [['--limit', '-5'], '--limit must be a positive integer, found "-5"'],
    [
      ['--learning-rate', '1'],
      'unknown option "--learning-rate", expected one of --data, --model, --epochs, --batch, --limit, --engine, --seed, --mirror, --json, --debug, --help'
    ],
    [['train'], 'unexpected argument "train": the usage is pullback mnist [options]']
  ])('%j', async (argv, line) => {
    expect(await run(['mnist', ...argv])).toEqual({ code: 2, stdout: '', stderr: `pullback mnist: ${line}\n` })
  })

  test('a missing folder', async () => {
    const folder = join(temporaryFolder(), 'nowhere')
    const stderr = `pullback mnist: ${folder}: expected a folder with the four MNIST files, found none\n`
    expect(await run(['mnist', '--data', folder])).toEqual({ code: 3, stdout: '', stderr })
  })

  test('a damaged file', async () => {
    const name = 't10k-images-idx3-ubyte.gz'
    const folder = folderOf({ ...smallMnist, [name]: smallMnist[name]?.subarray(0, 100) })
    const line = `${join(folder, name)}: expected a complete gzip file, found only its first 100 bytes`
    expect(await run(['mnist', '--data', folder, '--json'])).toEqual({
      code: 3,
      stdout: '',
      stderr: `pullback mnist: ${line}\n`
    })
  })
})

describe('without --data', () => {
  const from = async (answer: RequestListener, change: Parameters<typeof run>[1] = {}) => {
    const server = createServer(answer)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const address = server.address()
    const mirror = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
    const cacheFolder = temporaryFolder()
    const ran = await run(['mnist', '--mirror', mirror], { cacheFolder, ...change })
    const kept = readdirSync(cacheFolder, { recursive: true })
    return { ...ran, kept, mirror, folder: join(cacheFolder, 'mnist') }
  }

  const advice = 'if you have the four files of MNIST, pass --data <folder>'

  test('a mirror with a wrong file', async () => {
    const file = new Uint8Array(9_912_422)
    const { code, stdout, stderr, kept, mirror, folder } = await from((_, response) => response.end(file))
    expect({ code, stdout, kept }).toEqual({ code: 3, stdout: '', kept: [] })
    const lines = linesOf(stderr)
    expect(lines[0]).toBe(`Downloading MNIST from ${mirror} to ${folder}`)
    expect(
      lines.slice(1, -1).every(line => /^download \d+(\.\d)?\/11\.5, [\d.?]+ MB\/(s|min), [\d:?]+ left$/.test(line))
    ).toBe(true)
    expect(lines.at(-1)).toMatch(
      new RegExp(
        `^pullback mnist: ${mirror}/train-images-idx3-ubyte.gz: expected the MD5 sum f68b3c2dcbeaaa9fbdd348bbdeb94873, found [0-9a-f]{32}; ${advice}$`
      )
    )
  })

  test('a mirror without the file', async () => {
    const { code, stderr, kept, mirror } = await from((_, response) => response.writeHead(404).end())
    expect({ code, kept }).toEqual({ code: 3, kept: [] })
    expect(linesOf(stderr).at(-1)).toBe(
      `pullback mnist: ${mirror}/train-images-idx3-ubyte.gz: download failed: HTTP status 404; ${advice}`
    )
  })

  test('no connection', async () => {
    const argv = ['mnist', '--mirror', 'http://pullback.invalid/mnist/']
    const { code, stdout, stderr } = await run(argv, { cacheFolder: temporaryFolder() })
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(
      new RegExp(
        `^pullback mnist: http://pullback.invalid/mnist/train-images-idx3-ubyte.gz: download failed: E[A-Z_]+; ${advice}\n$`
      )
    )
  })

  test('Ctrl-C', async () => {
    const { code, stderr, kept } = await from((_, response) => response.end(new Uint8Array(1000)), {
      interrupted: () => true
    })
    expect({ code, kept, last: linesOf(stderr).at(-1) }).toEqual({
      code: 130,
      kept: [],
      last: 'pullback mnist: interrupted: nothing was kept'
    })
  })
})

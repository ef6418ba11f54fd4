/** `pullback text` and `pullback generate`: training, resuming, sampling, and one line for each bad input. */
import { isRight } from 'fp-ts/lib/Either.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { readdirSync, readFileSync } from 'node:fs'
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { readModel } from '../../src/codec/modelFile.js'
import {
  asBatch,
  dense,
  encodeText,
  eraseTypes,
  fromArray,
  modelCodec,
  predict,
  Randoms,
  toArray
} from '../../src/index.js'
import { type Terminal } from '../../src/cli/Terminal.js'
import { windows } from '../../src/cli/text/lesson.js'
import { sequences } from '../../src/cli/text/sequences.js'
import { tensorsOf } from '../../src/algebra/Value.js'
import { ownFolder } from '../folder.js'
import { run } from './fakeTerminal.js'

const { at, file } = ownFolder()

/** Two characters of the verse have more than one unit in UTF-16 or UTF-8. */
const verse = 'Rain on the roof, rain on the rüsty gate 🌧\nthe rain goes round and the river is late.\n'
const book = file('book.txt', verse.repeat(8))

const small = ['--context', '8', '--width', '8', '--layers', '1', '--batch', '4', '--engine', 'eager']
const trainOn = (data: string, out: string, ...more: readonly string[]) =>
  run(['text', '--data', data, ...small, '--steps', '20', '--out', at(out), ...more])

test('windows are sequences, each with its continuation', () => {
  const { inputs, targets } = windows([5, 6, 7, 8, 9], 2, 2)
  expect([inputs, targets].flatMap(tensorsOf).map(toArray)).toEqual([
    [5, 6, 7, 8],
    [6, 7, 8, 9]
  ])
})

describe.each(['gpt', 'lstm', 'rnn'])('%s', model => {
  const name = `${model}.safetensors`

  test('learns: the held-out loss falls below that of a uniform guess', async () => {
    const { code, stdout, stderr } = await trainOn(book, name, '--model', model, '--steps', '60')
    expect(code).toBe(0)
    const [, nats = '', bits = ''] =
      /^Held-out loss ([\d.]+) nats \(([\d.]+) bits\) per character after 60 steps in \d+ s, seed 42\.\n/.exec(
        stdout
      ) ?? []
    expect(Number(nats)).toBeGreaterThan(0)
    expect(Number(nats)).toBeLessThan(Math.log(new Set(verse).size))
    expect(Number(bits)).toBeCloseTo(Number(nats) / Math.LN2, 1)
    expect(stdout).toContain(`Wrote ${at(name)}.`)
    expect(stderr).toMatch(/^step \d+\/60, loss [\d.]+, held-out [\d.]+, bits\/character [\d.]+/m)
  })

  test('generates a pure function of the seed, with characters of the text only', async () => {
    const generated = async (seed: string, length = '100') =>
      run(['generate', at(name), '--prompt', 'rüsty 🌧', '--length', length, '--seed', seed])
    const first = await generated('1')
    expect(first.code).toBe(0)
    expect(first.stderr).toBe('')
    expect(first.stdout.startsWith('rüsty 🌧')).toBe(true)
    expect(Array.from(first.stdout)).toHaveLength(7 + 100 + 1)
    expect([...new Set(first.stdout)].filter(character => !verse.includes(character))).toEqual([])
    expect(await generated('1')).toEqual(first)
    expect((await generated('2')).stdout).not.toBe(first.stdout)
    expect(first.stdout.startsWith((await generated('1', '30')).stdout.slice(0, -1))).toBe(true)
  })

  test('exports to ONNX, for any batch size', async () => {
    const out = at(`${model}.onnx`)
    const { code, stderr } = await run(['export', at(name), '--out', out])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const session = await InferenceSession.create(new Uint8Array(readFileSync(out)))
    const found = await readModel(at(name))()
    if (!isRight(found)) throw new Error(found.left)
    const { network, params, vocabulary } = found.right
    const codes = encodeText(vocabulary ?? { characters: '' })(verse)
    if (!isRight(codes)) throw new Error(codes.left)
    for (const size of [1, 3]) {
      const numbers = codes.right.slice(0, 8 * size)
      const { output } = await session.run({ input: new OnnxTensor('float32', Float32Array.from(numbers), [size, 8]) })
      const expected = toArray(predict(sequences(network), params)(asBatch(fromArray([size, 8], numbers))))
      const logits = Array.from(output?.data ?? [], Number)
      expect(logits).toHaveLength(expected.length)
      expect(Math.max(...logits.map((logit, i) => Math.abs(logit - (expected[i] ?? NaN))))).toBeLessThan(1e-4)
    }
  })

  test('an interrupted and resumed run ends with the same bits', async () => {
    const [whole, parts] = [at(`${model}-whole`), at(`${model}-parts`)]
    const trainIn = (folder: string, out: string, change?: Partial<Terminal>) => {
      const argv = ['--model', model, '--steps', '50', '--checkpoint', folder, '--resume', '--out', at(out)]
      return run(['text', '--data', book, ...small, ...argv], change)
    }
    await trainIn(whole, 'whole.safetensors')
    const stopped = await trainIn(parts, 'parts.safetensors', { interrupted: () => true })
    expect(stopped.code).toBe(130)
    expect(stopped.stdout).toMatch(/^Interrupted after 20 of 50 steps\.\n/)
    let looks = 0
    const resumed = await trainIn(parts, 'parts.safetensors', { interrupted: () => ++looks < 0 })
    // Two strides are left of three.
    expect({ code: resumed.code, looks }).toEqual({ code: 0, looks: 2 })
    expect(readFileSync(at('parts.safetensors')).equals(readFileSync(at('whole.safetensors')))).toBe(true)
    const [last = ''] = readdirSync(whole)
    expect(readFileSync(`${parts}/${last}`).equals(readFileSync(`${whole}/${last}`))).toBe(true)
  })
})

describe('bad input: one line each', () => {
  const model = 'gpt.safetensors'
  const text = (...argv: readonly string[]) => [
    'text',
    ...small,
    '--steps',
    '1',
    '--out',
    at('no.safetensors'),
    ...argv
  ]
  const cases: readonly (readonly [name: string, argv: () => readonly string[], code: number, line: RegExp])[] = [
    [
      'an empty file',
      () => text('--data', file('empty.txt', '')),
      3,
      /empty\.txt must be a text, found an empty file$/
    ],
    [
      'a binary file',
      () => text('--data', file('binary.txt', Uint8Array.of(72, 0, 105))),
      3,
      /binary\.txt must be a text in UTF-8: it is a binary file, or has another encoding$/
    ],
    [
      'another encoding',
      () => text('--data', file('latin.txt', Uint8Array.of(114, 0xfc, 115))),
      3,
      /latin\.txt must be a text in UTF-8/
    ],
    [
      'a text shorter than the context',
      () => text('--data', file('short.txt', 'abcdefghi'.repeat(2).slice(0, 17))),
      3,
      /short\.txt must have at least 18 characters for --context 8, found 17: choose a smaller --context$/
    ],
    [
      'a missing file',
      () => text('--data', at('nowhere.txt')),
      3,
      /nowhere\.txt cannot be read: there is no such file or folder$/
    ],
    [
      'a width that the heads do not divide',
      () => text('--data', book, '--width', '6'),
      2,
      /--width must be a multiple of 4 for gpt, found 6$/
    ],
    ['--resume without a folder', () => text('--data', book, '--resume'), 2, /--resume needs --checkpoint <folder>/],
    ['an output that is the input', () => [...text('--data', book), '--out', book], 2, /--out/],
    [
      'a prompt with an unknown character',
      () => ['generate', at(model), '--prompt', 'rain, 雨'],
      2,
      /--prompt has the character "雨", which .*gpt\.safetensors does not know$/
    ],
    [
      'a prompt longer than the context',
      () => ['generate', at(model), '--prompt', 'the river'],
      2,
      /--prompt must have at most 8 characters, the context of .*gpt\.safetensors, found 9$/
    ],
    [
      'a temperature below 0',
      () => ['generate', at(model), '--temperature', '-1'],
      2,
      /--temperature must be a finite number of at least 0, found "-1"$/
    ],
    [
      'a share above 1',
      () => ['generate', at(model), '--top-p', '1.5'],
      2,
      /--top-p must be a number above 0 and at most 1, found "1\.5"$/
    ],
    [
      'a model of a table',
      () => ['generate', file('table.json', JSON.stringify(table))],
      3,
      /table\.json does not say which characters it knows: expected a model of pullback text$/
    ],
    [
      'a model with too few characters',
      () => ['generate', file('few.json', knowing('ab'))],
      3,
      /few\.json must give 2 logits for every character, one for each character that it knows$/
    ],
    [
      'a model with a repeated character',
      () => ['generate', file('twice.json', knowing('aa'))],
      3,
      /twice\.json: vocabulary\.characters must be a string of distinct characters, found "aa"$/
    ]
  ]
  const network = dense(1, 1)
  const encoded = modelCodec().encode({ network: eraseTypes(network), params: evaluate(Randoms.seed(1))(network.init) })
  const table = isRight(encoded) && typeof encoded.right === 'object' ? encoded.right : {}

  /** The model of a table with a vocabulary. */
  const knowing = (characters: string): string =>
    JSON.stringify(Object.assign({}, table, { vocabulary: { characters } }))

  test.each(cases)('%s', async (_, argv, code, line) => {
    const ran = await run(argv())
    expect(ran.stderr).toMatch(/^[^\n]*\n$/)
    expect(ran.stderr.trimEnd()).toMatch(line)
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' })
  })

  test('a checkpoint of other settings or another text', async () => {
    const checkpoint = ['--checkpoint', at('other'), '--resume']
    await trainOn(book, 'other.safetensors', ...checkpoint)
    const settings = await trainOn(book, 'other.safetensors', ...checkpoint, '--seed', '1')
    expect(settings.code).toBe(2)
    expect(settings.stderr).toMatch(
      /was written with seed "42", this run has "1": use the same, or another --checkpoint folder\n$/
    )
    const other = await trainOn(file('reversed.txt', verse.repeat(9)), 'other.safetensors', ...checkpoint)
    expect(other.code).toBe(3)
    expect(other.stderr).toMatch(/was written for other data: choose another --checkpoint folder\n$/)
  })
})

describe('--tokens bytes', () => {
  const name = 'bytes.safetensors'

  test('trains on bytes, and continues characters that the text does not have', async () => {
    const { code, stdout, stderr } = await trainOn(book, name, '--tokens', 'bytes')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Held-out loss [\d.]+ nats \([\d.]+ bits\) per byte after 20 steps in/)
    expect(stderr).toMatch(/^step \d+\/20, loss [\d.]+, held-out [\d.]+, bits\/byte [\d.]+/m)
    const generated = await run(['generate', at(name), '--prompt', '雨 é', '--length', '60'])
    expect({ code: generated.code, stderr: generated.stderr }).toEqual({ code: 0, stderr: '' })
    expect(generated.stdout.startsWith('雨 é')).toBe(true)
    const { stdout: lines } = await trainOn(book, name, '--tokens', 'bytes', '--json')
    expect(lines).toMatch(/{"type":"result","heldOut":[\d.]+,"bitsPerByte":[\d.]+,"model":"gpt","tokens":"bytes",.*\n$/)
  })

  test('counts the context in bytes', async () => {
    const { code, stderr } = await run(['generate', at(name), '--prompt', '🌧🌧🌧'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/--prompt must have at most 8 bytes, the context of .*bytes\.safetensors, found 12\n$/)
  })

  test('does not resume a run on characters', async () => {
    const checkpoint = ['--checkpoint', at('tokens'), '--resume']
    await trainOn(book, name, ...checkpoint)
    const { code, stderr } = await trainOn(book, name, ...checkpoint, '--tokens', 'bytes')
    expect(code).toBe(2)
    expect(stderr).toMatch(/was written with network /)
  })
})

test('every engine continues a text with the same characters', async () => {
  const on = (engine: string) =>
    run([
      'generate',
      at('lstm.safetensors'),
      '--prompt',
      'rain',
      '--length',
      '40',
      '--temperature',
      '0',
      '--engine',
      engine
    ])
  const eagerly = await on('eager')
  expect(Array.from(eagerly.stdout)).toHaveLength(4 + 40 + 1)
  for (const engine of ['javascript', 'wasm', 'onnx']) expect((await on(engine)).stdout).toBe(eagerly.stdout)
})

test('Ctrl-C writes the model and reports what it knows', async () => {
  let looks = 0
  const out = at('stopped.safetensors')
  const argv = ['text', '--data', book, ...small, '--steps', '100000', '--out', out]
  const { code, stdout } = await run(argv, { interrupted: () => ++looks > 1 })
  expect(code).toBe(130)
  expect(stdout).toMatch(/^Interrupted after \d+ of 100000 steps\.\nHeld-out loss [\d.]+ nats/)
  expect(isRight(await readModel(out)())).toBe(true)
})

test('--minutes ends training before all steps are done', async () => {
  // The clock of the test advances by one second at every reading.
  const { code, stdout } = await trainOn(book, 'minutes.safetensors', '--steps', '100000', '--minutes', '0.05')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Held-out loss [\d.]+ nats .* after \d+ of 100000 steps in/)
})

test('--json prints one object per line', async () => {
  const { stdout } = await trainOn(book, 'json.safetensors', '--json')
  const lines = stdout.trimEnd().split('\n')
  const last: unknown = JSON.parse(lines.at(-1) ?? '')
  expect(last).toMatchObject({ type: 'result', model: 'gpt', steps: 20, seed: 42, engine: 'eager' })
  const generated = await run(['generate', at('json.safetensors'), '--prompt', 'rain', '--length', '5', '--json'])
  expect(JSON.parse(generated.stdout)).toMatchObject({ type: 'result', prompt: 'rain', seed: 42 })
})

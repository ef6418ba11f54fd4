/** ONNX Runtime computes the same outputs from an exported model as the network does. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLeft } from 'fp-ts/lib/Either.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { pipe } from 'fp-ts/lib/function.js'
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeModel } from '../../src/codec/model.js'
import {
  andThen,
  asBatch,
  dense,
  fromArray,
  eraseTypes,
  predict,
  Randoms,
  relu,
  softmax,
  toArray
} from '../../src/index.js'
import { run } from './fakeTerminal.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullback-export-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const network = pipe(dense(2, 4), andThen(relu()), andThen(dense(4, 3)), andThen(softmax()))
const params = evaluate(Randoms.seed(1))(network.init)

test('the graph maps input to output, for any batch size', async () => {
  const bytes = encodeModel({ network: eraseTypes(network), params })
  if (isLeft(bytes)) throw new Error(bytes.left)
  const [model, out] = [join(folder, 'a.safetensors'), join(folder, 'a.onnx')]
  await writeFile(model, bytes.right)
  expect(await run(['export', model, '--out', out])).toEqual({
    code: 0,
    stdout: `Wrote ${out}: ONNX graph from "input" to "output", float32, any batch size.\n`,
    stderr: ''
  })
  const session = await InferenceSession.create(new Uint8Array(await readFile(out)))
  // The JSON description of the network is readable in the file, because its bytes are ASCII.
  expect((await readFile(out)).toString('latin1')).toContain('{"format":"pullback network","version":1,')
  expect([session.inputNames, session.outputNames]).toEqual([['input'], ['output']])
  for (const rows of [
    [[1, -2]],
    [
      [0.5, 0.25],
      [-1, 3],
      [2, 2]
    ]
  ] as const) {
    const input = new OnnxTensor('float32', Float32Array.from(rows.flat()), [rows.length, 2])
    const { output } = await session.run({ input })
    const expected = toArray(predict(network, params)(asBatch(fromArray([rows.length, 2], rows.flat()))))
    const found = Array.from(output?.data ?? [], Number)
    expect(found).toHaveLength(expected.length)
    found.forEach((number, i) => {
      expect(number).toBeCloseTo(expected[i] ?? NaN, 6)
    })
  }
})

test('a file that is not a model: one line, exit code 3, nothing written', async () => {
  const path = join(folder, 'no.safetensors')
  await writeFile(path, 'no')
  const { code, stderr } = await run(['export', path, '--out', join(folder, 'no.onnx')])
  expect(code).toBe(3)
  expect(stderr).toMatch(/^pullback export: .*no\.safetensors: [^\n]+\n$/)
  await expect(readFile(join(folder, 'no.onnx'))).rejects.toThrow('ENOENT')
})

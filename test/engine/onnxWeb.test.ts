/** The engine onnx-web in Node, where its provider wasm runs too. */
import { build } from 'esbuild'
import { isLeft, left } from 'fp-ts/lib/Either.js'
import { execFileSync } from 'node:child_process'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { InferenceSession } from 'onnxruntime-web/wasm'
import { afterEach, expect, test, vi } from 'vitest'
import { type AsyncEngine } from '../../src/engine/Engine.js'
import { inTurn } from '../../src/engine/onnxRuntime/inTurn.js'
import { onnxWebEngine, type OnnxWebSettings } from '../../src/engine/onnxWeb.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  Algebra,
  andThen,
  dataset,
  dense,
  filledTensor,
  fromArray,
  learner,
  meanSquaredError,
  sgd,
  tanh,
  toArray,
  train,
  trajectory,
  type TensorFunction
} from '../../src/index.js'
import { ownFolder } from '../folder.js'
import { expectAgreement } from './expectAgreement.js'
import { cases } from './onnxWebCases.js'

const { at } = ownFolder()

const engineOf = async (settings?: OnnxWebSettings): Promise<AsyncEngine> => {
  const engine = await onnxWebEngine(settings)()
  if (isLeft(engine)) throw new Error(engine.left)
  return engine.right
}

const sines: TensorFunction = (...inputs) => inputs.map(x => Algebra.sin(x))

const isCallable = (found: unknown): found is () => unknown => typeof found === 'function'

afterEach(() => void vi.restoreAllMocks())

test.each(cases)('$name, up to the rounding of float32', async one => {
  const engine = await engineOf()
  expectAgreement(one, await engine.compile(one.f)(...one.inputs))
})

test('in float64, up to its rounding', async () => {
  const run = (await engineOf({ precision: 'float64' })).compile((...[x = filledTensor([], 0)]) => [
    Algebra.multiply(x, x)
  ])
  const [found = filledTensor([], 0)] = await run(fromArray([2], [1 / 3, 1 + 1e-9]))
  expect(toArray(found)).toEqual([(1 / 3) ** 2, (1 + 1e-9) ** 2])
})

test('a session is created once for every list of shapes, even if the first calls are made at once', async () => {
  const run = (await engineOf()).compile(sines)
  const create = vi.spyOn(InferenceSession, 'create')
  const [small, large] = [filledTensor([2], 1), filledTensor([3], 1)]
  const found = await Promise.all([run(small), run(small), run(large)])
  expect(create).toHaveBeenCalledTimes(2)
  expect(found.flat().map(({ shape }) => shape)).toEqual([[2], [2], [3]])
  await run(large)
  expect(create).toHaveBeenCalledTimes(2)
})

test('the session of a function that nobody can call any more is released', async () => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (!isCallable(collect)) throw new Error('there is no gc')
  const engine = await engineOf()
  const create = vi.spyOn(InferenceSession, 'create')
  const kept = engine.compile(sines)
  await kept(filledTensor([2], 1))
  await engine.compile(sines)(filledTensor([2], 1))
  const [keptRelease, release] = create.mock.settledResults.flatMap(({ type, value }) =>
    type === 'fulfilled' ? [vi.spyOn(value, 'release')] : []
  )
  for (let i = 0; i < 100 && release?.mock.calls.length === 0; i++) {
    collect()
    await setImmediate()
  }
  expect(release).toHaveBeenCalledTimes(1)
  expect(keptRelease).not.toHaveBeenCalled()
  await kept(filledTensor([2], 2))
})

test('a call that fails rejects, and the next call runs', async () => {
  const engine = await engineOf({ precision: 'float64' })
  const untraceable = engine.compile((...[x = filledTensor([], 0)]) => [filledTensor([1], toArray(x)[0] ?? 0)])
  const unknown = engine.compile((...[x = filledTensor([], 0)]) => [Algebra.erf(x)])
  const one = filledTensor([1], 1)
  const outcomes = await Promise.allSettled([untraceable(one), unknown(one), unknown(one), engine.compile(sines)(one)])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled'])
  await expect(untraceable(one)).rejects.toThrow(
    'Cannot read the numbers of a traced tensor: use the operations of Algebra instead'
  )
  await expect(unknown(one)).rejects.toThrow('Could not find an implementation for Erf')
})

test('without WebGPU a line says so', async () => {
  const line =
    'the engine onnx-web cannot use webgpu here: ' +
    'there is no navigator.gpu, which needs a browser with WebGPU and a secure context'
  expect(await onnxWebEngine({ provider: 'webgpu' })()).toEqual(left(line))
})

test('without the package a line says what to install', async () => {
  const program = `
    import { onnxWebEngine } from './src/engine/onnxWeb.ts'
    // A browser with WebGPU.
    Object.defineProperty(globalThis, 'navigator', { value: { gpu: { requestAdapter: async () => ({}) } } })
    for (const provider of ['wasm', 'webgpu']) console.log((await onnxWebEngine({ provider })()).left)
  `
  const outfile = at('absent.mjs')
  await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL('../..', import.meta.url)) },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    external: ['onnxruntime-web/*'],
    outfile
  })
  const lines = execFileSync(process.execPath, [outfile], { encoding: 'utf8' }).trim().split('\n')
  const line =
    "the engine onnx-web needs ONNX Runtime: npm install onnxruntime-web (Cannot find package 'onnxruntime-web'"
  expect(lines.map(found => found.slice(0, line.length))).toEqual([line, line])
})

test('calls to one package run one after another, whatever becomes of them', async () => {
  const owner = {}
  const events: string[] = []
  const call = (name: string) => async () => {
    events.push(`${name} starts`)
    await setImmediate()
    events.push(`${name} ends`)
    if (name === 'b') throw new Error(name)
    return name
  }
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(name => inTurn(owner, call(name))))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(events).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends'])
})

test('trains on the asynchronous drive, up to the rounding of float32', async () => {
  const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)), andThen(tanh()))
  const student = learner(network, meanSquaredError(), sgd(0.1))
  const xor = dataset(fromArray([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]), fromArray([4, 1], [0, 1, 1, 0]))
  const plan = { batchSize: 2, from: 42 }
  const found = await pipe(trajectory(student, xor, { ...plan, engine: await engineOf() }), train(50))()
  const expected = pipe(trajectory(student, xor, plan), train(50))
  expect(found.step).toBe(expected.step)
  expect(found.loss).toBeCloseTo(expected.loss, 5)
  found.params.forEach((tensor, i) => {
    toArray(tensor).forEach((x, k) => expect(x).toBeCloseTo(toArray(expected.params[i] ?? tensor)[k] ?? NaN, 4))
  })
})

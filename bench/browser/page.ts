/**
 * The program of the page. The library makes an ONNX model of some training steps, which ONNX Runtime runs; tfjs on wasm does
 * the same steps. Both are loaded as scripts. The page shows the results as well.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { andThen, dense, type Engine, onnxModel, relu } from '../../src/index.js'
import { traceFor } from '../../src/engine/compiler/trace.js'
import { type AnyTensor, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Outcome } from '../Contestant.js'
import { job, lossAfter } from '../step/Job.js'
import { perceptron, steps, type Tf } from '../step/tfjs.js'

interface Value {
  readonly data: ArrayLike<number>
}

interface Session {
  readonly run: (feeds: object) => Promise<{ readonly [name: string]: Value }>
}

declare const ort: {
  readonly env: { readonly wasm: { wasmPaths: string; numThreads: number } }
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => Value
  readonly InferenceSession: { readonly create: (model: Uint8Array) => Promise<Session> }
}

declare const tf: Tf & { readonly wasm: { readonly setWasmPaths: (folder: string) => void } }

declare const document: { readonly body: { append: (...text: readonly string[]) => void } }
declare const navigator: { readonly hardwareConcurrency: number }

const training = job(pipe(dense(784, 128), andThen(relu()), andThen(dense(128, 10))), [784], {
  batch: 32,
  batches: 16,
  learningRate: 0.01
})
const { numbers } = training

/** The steps as an ONNX model with its inputs, and the loss of the last step, computed eagerly. */
const exported = (count: number) => {
  let found: { readonly model: Uint8Array; readonly inputs: readonly AnyTensor[] } | undefined
  const engine: Engine = {
    name: 'export',
    compile:
      f =>
      (...inputs) => {
        found = { model: onnxModel(traceFor(inputs, f)), inputs }
        return f(...inputs)
      }
  }
  const loss = lossAfter(training, count, engine)
  if (found === undefined) throw new Error('there is no model')
  return { ...found, loss }
}

const onnx = async (model: Uint8Array, inputs: readonly AnyTensor[]): Promise<() => Promise<number>> => {
  ort.env.wasm.wasmPaths = '/onnxruntime-web/dist/'
  ort.env.wasm.numThreads = navigator.hardwareConcurrency
  const session = await ort.InferenceSession.create(model)
  const given = inputs.map(tensor => [Float32Array.from(rowMajorNumbers(tensor)), tensor.shape] as const)
  return async () => {
    const feeds = given.map(([data, shape], i) => [`x${i}`, new ort.Tensor('float32', data, shape)] as const)
    const results = Object.values(await session.run(Object.fromEntries(feeds)))
    return Array.from(results.at(-1)?.data ?? []).at(-1) ?? NaN
  }
}

/** The expected loss after `count` steps, and the contestants. */
const prepare = async (count: number) => {
  const { model, inputs, loss } = exported(count)
  tf.wasm.setWasmPaths('/@tensorflow/tfjs-backend-wasm/dist/')
  await tf.setBackend('wasm')
  const train = steps(tf, perceptron, numbers)
  const runs: { readonly [name: string]: () => number | Promise<number> } = {
    'onnxruntime-web': await onnx(model, inputs),
    'tfjs-wasm': () => train(count)
  }
  const run = async (name: string): Promise<Outcome> => {
    const start = performance.now()
    const error = (await runs[name]?.()) ?? NaN
    const seconds = (performance.now() - start) / 1000
    document.body.append(`${name}: ${count} steps in ${(1000 * seconds).toFixed(1)} ms, the last one's loss ${error}\n`)
    return { seconds, error }
  }
  return { loss, run }
}

Object.assign(globalThis, { prepare })

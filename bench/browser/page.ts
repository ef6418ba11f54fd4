/**
 * The program of the page. The library's engines and other libraries do the same training steps, and the library makes an ONNX
 * model of them, which ONNX Runtime runs. ONNX Runtime and tfjs are loaded as scripts. The page shows the results as well.
 */
import { type Engine, onnxModel } from '../../src/index.js'
import { traceFor } from '../../src/engine/compiler/trace.js'
import { type AnyTensor, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Contestant, type Contestants, type Outcome, perThreads, present } from '../Contestant.js'
import { onEngines } from '../engines.js'
import { denseJob } from '../step/denseJob.js'
import { jax } from '../step/jax.js'
import { lossAfter, onEngine } from '../step/Job.js'
import { count } from './count.js'
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

const training = denseJob(32)
const { numbers } = training

/** The steps as an ONNX model with its inputs. */
const exported = () => {
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
  lossAfter(training, count, engine)
  if (found === undefined) throw new Error('there is no model')
  return found
}

const onnx = async (threads: number): Promise<Contestant> => {
  ort.env.wasm.wasmPaths = '/onnxruntime-web/dist/'
  ort.env.wasm.numThreads = threads
  const { model, inputs } = exported()
  const session = await ort.InferenceSession.create(model)
  const given = inputs.map(tensor => [Float32Array.from(rowMajorNumbers(tensor)), tensor.shape] as const)
  return present(async () => {
    const feeds = given.map(([data, shape], i) => [`x${i}`, new ort.Tensor('float32', data, shape)] as const)
    const results = Object.values(await session.run(Object.fromEntries(feeds)))
    return Array.from(results.at(-1)?.data ?? []).at(-1) ?? NaN
  })
}

const contestants: Contestants = {
  ...onEngines(onEngine(training)),
  ...perThreads('onnxruntime-web', onnx),
  'tfjs-wasm': async () => {
    tf.wasm.setWasmPaths('/@tensorflow/tfjs-backend-wasm/dist/')
    await tf.setBackend('wasm')
    return present(steps(tf, perceptron, numbers))
  },
  'jax-js': () => jax(numbers)
}

/** Loads a contestant, of which a page has one, as a function that runs it once. */
const load = async (name: string) => {
  const contestant = await contestants[name]?.()
  return async (): Promise<Outcome | undefined> => {
    const outcome = await contestant?.run(count)
    document.body.append(`${name}: ${count} steps, ${JSON.stringify(outcome)}\n`)
    return outcome
  }
}

Object.assign(globalThis, { names: Object.keys(contestants), load })

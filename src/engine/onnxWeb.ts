import { type Either, isLeft, left, right, toError } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { filledTensor } from '../tensor/Tensor.js'
import { type Precision } from './compiler/Precision.js'
import { type AsyncEngine, type AsyncTensorFunction, perShapes } from './Engine.js'
import { inTurn } from './onnxRuntime/inTurn.js'
import { type OnnxTensor, type OnnxValues, type Prepared, preparing } from './onnxRuntime/prepare.js'
import { webgpuFor, withoutWebgpu } from './onnxRuntime/webgpu.js'

/** Part of the machine that runs a model: the processor through WebAssembly, or the GPU through WebGPU. */
export type OnnxWebProvider = 'wasm' | 'webgpu'

/** Settings of the engine onnx-web. */
export interface OnnxWebSettings {
  /**
   * What runs the model: WebAssembly on the processor, or the GPU. WebGPU may be off by 2⁻¹¹ in a sine or cosine. Default:
   * wasm.
   */
  readonly provider?: OnnxWebProvider
  /** Default: float32. ONNX Runtime does not know every operation in float64, and WebGPU knows none. */
  readonly precision?: Precision
  /**
   * Where the page finds the files `ort-wasm-*` of onnxruntime-web: the URL of a folder that holds its `.mjs` and `.wasm`
   * files, or the URL of each file. A single URL in `wasm` is enough where the bundle of the page is an ES module.
   * Default: beside the script that contains onnxruntime-web.
   *
   * ONNX Runtime reads this once: of several engines with one provider, the first decides.
   */
  readonly wasmPaths?: string | { readonly mjs?: string; readonly wasm?: string }
  /** Threads of the provider wasm. More than one needs a cross-origin isolated page. Default: 1. */
  readonly threads?: number
}

interface Session {
  readonly run: (feeds: OnnxValues, fetches: Prepared['fetches']) => Promise<OnnxValues>
  readonly release: () => Promise<void>
}

/** What the engine uses of onnxruntime-web. */
interface Package {
  readonly Tensor: OnnxTensor
  readonly InferenceSession: { readonly create: (model: Uint8Array, options: object) => Promise<Session> }
  readonly env: { readonly wasm: object }
}

// The namespace of a module is no instance of Object.
const isPackage = (found: unknown): found is Package =>
  typeof found === 'object' &&
  found !== null &&
  'Tensor' in found &&
  typeof found.Tensor === 'function' &&
  'InferenceSession' in found &&
  found.InferenceSession instanceof Object &&
  'create' in found.InferenceSession &&
  'env' in found &&
  found.env instanceof Object &&
  'wasm' in found.env &&
  found.env.wasm instanceof Object

const firstLine = (reason: unknown): string => toError(reason).message.split('\n')[0] ?? ''

/** Imports the build of a provider. A bundler makes a separate chunk of each, and accepts that the package is absent. */
const load = async (provider: OnnxWebProvider): Promise<Either<string, Package>> => {
  const found: unknown = await (provider === 'wasm'
    ? import('onnxruntime-web/wasm').catch(toError)
    : import('onnxruntime-web/webgpu').catch(toError))
  if (found instanceof Error)
    return left(`the engine onnx-web needs ONNX Runtime: npm install onnxruntime-web (${firstLine(found)})`)
  return isPackage(found) ? right(found) : left('the engine onnx-web does not know this version of onnxruntime-web')
}

interface Created {
  readonly owner: Package
  readonly session: Session
}

/** Frees the memory of a session, which JavaScript does not collect, once the function that runs it is collected. */
const created = new FinalizationRegistry<Created>(({ owner, session }) => {
  inTurn(owner, () => session.release()).catch(() => undefined)
})

const engineOf = (found: Package, provider: OnnxWebProvider, precision: Precision): AsyncEngine => {
  const prepare = preparing(found.Tensor, precision)

  const runOf = ({ graph, model, options, feeds, fetches, outputs }: Prepared): AsyncTensorFunction => {
    const executionProviders = [provider === 'webgpu' ? webgpuFor(graph) : provider]
    const creation = inTurn(found, () => found.InferenceSession.create(model, { ...options, executionProviders }))
    const run: AsyncTensorFunction = async (...inputs) => {
      const session = await creation
      return outputs(await inTurn(found, () => session.run(feeds(inputs), fetches)))
    }
    creation.then(
      session => created.register(run, { owner: found, session }),
      // The calls of `run` report a session that was not created.
      () => undefined
    )
    return run
  }

  return {
    isAsync: true,
    name: 'onnx-web',
    compile: f => {
      const run = perShapes(inputs => runOf(prepare(f, inputs)))
      // What tracing throws is a rejected promise too.
      return async (...inputs) => run(...inputs)
    }
  }
}

/**
 * An engine that runs programs with ONNX Runtime in a browser, from the optional package `onnxruntime-web`.
 *
 * The package is imported and its WebAssembly file fetched when the task runs, not before. The task returns a line that says what
 * is missing where the package is not installed, its files are not found, the page's content security policy forbids
 * WebAssembly (allow `'wasm-unsafe-eval'` in `script-src`), or the browser has no WebGPU.
 *
 * Each function is traced, and its session created, once for every list of shapes. Calls run one after another, so an
 * aborted or failed call leaves nothing running once the current call has ended.
 *
 * @example
 * const engine = await onnxWebEngine({ provider: 'webgpu', wasmPaths: '/ort/' })()
 */
export const onnxWebEngine =
  ({ precision = 'float32', provider = 'wasm', wasmPaths, threads = 1 }: OnnxWebSettings = {}): TaskEither<
    string,
    AsyncEngine
  > =>
  async () => {
    const cannot = (reason: string) => left(`the engine onnx-web cannot use ${provider} here: ${reason}`)
    const obstacle = provider === 'webgpu' ? await withoutWebgpu() : ''
    if (obstacle !== '') return cannot(obstacle)
    const found = await load(provider)
    if (isLeft(found)) return found
    // A proxy would take the memory of the tensors that the engine remembers.
    Object.assign(found.right.env.wasm, { proxy: false, numThreads: threads, ...(wasmPaths && { wasmPaths }) })
    const engine = engineOf(found.right, provider, precision)
    try {
      await engine.compile((...inputs) => inputs)(filledTensor([1], 0))
      return right(engine)
    } catch (error) {
      return cannot(firstLine(error))
    }
  }

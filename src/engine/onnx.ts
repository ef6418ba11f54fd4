import { type Either, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { createRequire } from 'node:module'
import { type Engine, perShapes } from './Engine.js'
import { type Settings } from './compiler/onnx.js'
import { type Precision } from './compiler/Precision.js'
import { type OnnxTensor, type OnnxValues, type Prepared, preparing } from './onnxRuntime/prepare.js'
import { disableTelemetry } from './onnxRuntime/telemetry.js'

interface Session {
  readonly loadModel: (buffer: ArrayBufferLike, offset: number, length: number, options: object) => void
  readonly run: (feeds: OnnxValues, fetches: Prepared['fetches'], options: object) => OnnxValues
}

/** What the engine uses of the package. */
interface Package {
  readonly Tensor: OnnxTensor
}

/** What the engine uses of the native code in the package. */
interface Native {
  readonly initOrt: () => void
  readonly binding: { readonly InferenceSession: new () => Session }
}

const isPackage = (found: unknown): found is Package =>
  found instanceof Object && 'Tensor' in found && typeof found.Tensor === 'function'

const isNative = (found: unknown): found is Native =>
  found instanceof Object &&
  'initOrt' in found &&
  typeof found.initOrt === 'function' &&
  'binding' in found &&
  found.binding instanceof Object &&
  'InferenceSession' in found.binding

const missing = 'the engine onnx needs ONNX Runtime: npm install onnxruntime-node'

/** Looks for the package next to this one, as `import` would, and loads it without its telemetry. */
const load: IO<Either<string, Package & Native>> = () => {
  try {
    const require = createRequire(import.meta.url)
    const path = require.resolve('onnxruntime-node')
    const disabled = disableTelemetry()
    if (isLeft(disabled)) return disabled
    const found: unknown = require(path)
    const native: unknown = require('onnxruntime-node/dist/binding.js')
    return isPackage(found) && isNative(native)
      ? right({ Tensor: found.Tensor, initOrt: native.initOrt, binding: native.binding })
      : left('the engine onnx does not know this version of onnxruntime-node')
  } catch (error) {
    return left(`${missing} (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)})`)
  }
}

const engineOf = ({ initOrt, binding, Tensor }: Package & Native, precision: Precision): Engine => {
  initOrt()
  const prepare = preparing(Tensor, precision)
  return {
    name: 'onnx',
    compile: f =>
      perShapes(inputs => {
        const { model, options, feeds, fetches, outputs } = prepare(f, inputs)
        const session = new binding.InferenceSession()
        session.loadModel(model.buffer, model.byteOffset, model.byteLength, options)
        return (...now) => outputs(session.run(feeds(now), fetches, {}))
      })
  }
}

/**
 * An engine that runs programs with ONNX Runtime in Node, from the optional package `onnxruntime-node`.
 *
 * The package is loaded when the task runs, not before, and its telemetry is disabled first: the environment variable
 * `ORT_DISABLE_TELEMETRY` becomes 1 unless you set it. The task returns a line that says what is missing where the package is not installed.
 *
 * The native `run` is synchronous; the package's own JavaScript around it only defers it. The engine calls the native one, so
 * that training is the same lazy sequence as with every other engine.
 *
 * @param precision Default: float32.
 */
export const onnxEngine =
  ({ precision = 'float32' }: Pick<Settings, 'precision'> = {}): IO<Either<string, Engine>> =>
  () =>
    pipe(
      load(),
      map(found => engineOf(found, precision))
    )

/**
 * Runs programs with ONNX Runtime in Node, an optional peer (`onnxruntime-node`), in float32 unless told otherwise.
 *
 * The native `run` is synchronous; the package's own JavaScript around it only defers it. We call the native one, so that
 * training is the same lazy sequence as with every other engine.
 *
 * A tensor never changes, so what became of it is remembered with it: examples are converted once, and parameters that
 * come out of one run go into the next as they are.
 */
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { createRequire } from 'node:module'
import { type Engine, perShapes, type TensorFunction } from './Engine.js'
import { onnxModel, type Settings } from './compiler/onnx.js'
import { traceFor } from './compiler/trace.js'
import { type AnyTensor, fresh, rowMajorNumbers } from '../tensor/Tensor.js'

/** A tensor of ONNX Runtime. */
interface Value {
  readonly data: Float32Array | Float64Array
}

interface Session {
  readonly loadModel: (buffer: ArrayBufferLike, offset: number, length: number, options: object) => void
  readonly run: (feeds: object, fetches: object, options: object) => { readonly [name: string]: Value }
}

/** What we use of the package. */
interface Package {
  readonly Tensor: new (type: string, data: Float32Array | Float64Array, shape: readonly number[]) => Value
}

/** What we use of the native code in it. */
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

/** Looks for the package next to this one, as `import` would. */
const load: IO<Either<string, Package & Native>> = () => {
  try {
    const require = createRequire(import.meta.url)
    const found: unknown = require('onnxruntime-node')
    const native: unknown = require('onnxruntime-node/dist/binding.js')
    return isPackage(found) && isNative(native)
      ? right({ Tensor: found.Tensor, initOrt: native.initOrt, binding: native.binding })
      : left('the engine onnx does not know this version of onnxruntime-node')
  } catch (error) {
    return left(`${missing} (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)})`)
  }
}

/** The engine, or a line that says what is missing. */
export const onnxEngine =
  ({ precision = 'float32' }: Pick<Settings, 'precision'> = {}): IO<Either<string, Engine>> =>
  () => {
    const runtime = load()
    return isLeft(runtime) ? runtime : right(engineOf(runtime.right, precision))
  }

const engineOf = ({ initOrt, binding, Tensor }: Package & Native, precision: 'float32' | 'float64'): Engine => {
  initOrt()
  const Numbers = precision === 'float32' ? Float32Array : Float64Array
  const known = new WeakMap<AnyTensor, Value>()

  const given = (tensor: AnyTensor): Value => {
    const value = known.get(tensor) ?? new Tensor(precision, new Numbers(rowMajorNumbers(tensor)), tensor.shape)
    known.set(tensor, value)
    return value
  }

  const sessionOf = (f: TensorFunction, inputs: readonly AnyTensor[]): TensorFunction => {
    const program = traceFor(inputs, f)
    const { buffer, byteOffset, byteLength } = onnxModel(program, { precision })
    const session = new binding.InferenceSession()
    // A further level would fuse a factor into a product as a float32, whatever the product is of.
    const graphOptimizationLevel = precision === 'float64' ? 'basic' : 'all'
    session.loadModel(buffer, byteOffset, byteLength, { logSeverityLevel: 3, graphOptimizationLevel })
    const fetches = Object.fromEntries(program.outputs.map(({ name }) => [name, null] as const))
    return (...now) => {
      const feeds = Object.fromEntries(now.map((tensor, i) => [program.inputs[i]?.name ?? '', given(tensor)]))
      const results = session.run(feeds, fetches, {})
      return program.outputs.map(({ name, node: { shape } }) => {
        const value = results[name]
        if (value === undefined) throw new TypeError(`ONNX Runtime gave no ${name}`)
        const tensor = fresh(shape, new Float64Array(value.data))
        known.set(tensor, value)
        return tensor
      })
    }
  }

  return { name: 'onnx', compile: f => perShapes(inputs => sessionOf(f, inputs)) }
}

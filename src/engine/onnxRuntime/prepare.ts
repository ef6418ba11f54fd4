import { onnxGraph } from '../compiler/onnx.js'
import { encodeModel, type Graph } from '../compiler/onnx/Model.js'
import { type Precision } from '../compiler/Precision.js'
import { traceFor } from '../compiler/trace.js'
import { type TensorFunction } from '../Engine.js'
import { type AnyTensor, fresh, rowMajorNumbers, whenRead } from '../../tensor/Tensor.js'

/** A tensor of ONNX Runtime. */
export interface OnnxValue {
  readonly data: Float32Array | Float64Array
}

export type OnnxTensor = new (type: string, data: Float32Array | Float64Array, shape: readonly number[]) => OnnxValue

export interface OnnxValues {
  readonly [name: string]: OnnxValue
}

/** A function of tensors of certain shapes, as ONNX Runtime needs it. */
export interface Prepared {
  readonly graph: Graph
  /** The bytes of the graph's model. */
  readonly model: Uint8Array
  /** How to make a session of the model. */
  readonly options: object
  readonly feeds: (inputs: readonly AnyTensor[]) => OnnxValues
  /** The outputs to compute, by name. */
  readonly fetches: { readonly [name: string]: null }
  readonly outputs: (results: OnnxValues) => readonly AnyTensor[]
}

/**
 * Prepares functions of tensors for ONNX Runtime, in Node or in a browser.
 *
 * A tensor never changes, so the engine remembers its conversion: examples are converted once, and parameters that one run
 * returns are passed to the next run without a copy. Their float64 numbers are computed when somebody reads them.
 */
export const preparing = (
  Tensor: OnnxTensor,
  precision: Precision
): ((f: TensorFunction, inputs: readonly AnyTensor[]) => Prepared) => {
  const Numbers = precision === 'float32' ? Float32Array : Float64Array
  // In float64, a higher level would fuse a factor into a product as a float32.
  const options = { logSeverityLevel: 3, graphOptimizationLevel: precision === 'float64' ? 'basic' : 'all' }
  const known = new WeakMap<AnyTensor, OnnxValue>()

  const valueOf = (tensor: AnyTensor): OnnxValue => {
    const value = known.get(tensor) ?? new Tensor(precision, new Numbers(rowMajorNumbers(tensor)), tensor.shape)
    known.set(tensor, value)
    return value
  }

  return (f, inputs) => {
    const program = traceFor(inputs, f)
    const graph = onnxGraph(program, { precision, fused: true })
    return {
      graph,
      model: encodeModel({ graph, metadata: {} }),
      options,
      feeds: now => Object.fromEntries(now.map((tensor, i) => [program.inputs[i]?.name ?? '', valueOf(tensor)])),
      fetches: Object.fromEntries(program.outputs.map(({ name }) => [name, null] as const)),
      outputs: results =>
        program.outputs.map(({ name, node: { shape } }) => {
          const value = results[name]
          if (value === undefined) throw new TypeError(`ONNX Runtime gave no ${name}`)
          const tensor = whenRead(shape, () => fresh(shape, new Float64Array(value.data)))
          known.set(tensor, value)
          return tensor
        })
    }
  }
}

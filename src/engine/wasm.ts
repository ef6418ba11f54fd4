import { compile } from './compiler/wasm.js'
import { type Precision } from './compiler/Precision.js'
import { traceFor } from './compiler/trace.js'
import { type Engine, perShapes } from './Engine.js'

/** Settings of the engine wasm. */
export interface WasmSettings {
  /** float32 is about twice as fast. float64 gives the bits of the eager engine. Default: float32. */
  readonly precision?: Precision
}

/**
 * The WebAssembly engine: compiles functions of tensors to one module with vector instructions. It needs no package, answers at
 * once, and runs in Node, in pages and in workers.
 *
 * In float64 the results are those of the eager engine, bit for bit. In float32 numbers are rounded to 24 bits, and exponentials,
 * logarithms, tanh and erf are right to 2.5 units in the last place.
 *
 * The compiled functions throw a TypeError if a custom layer reads numbers of a tensor, a RangeError if the tensors need more than
 * 2 GiB, and an EvalError where WebAssembly is not available, for example if a content security policy forbids it: allow
 * `'wasm-unsafe-eval'` in `script-src`. `orEager` computes such functions eagerly instead.
 *
 * @example pipe(trajectory(student, examples, { engine: wasmEngine(), from: 1 }), train(200))
 */
export const wasmEngine = ({ precision = 'float32' }: WasmSettings = {}): Engine => ({
  name: 'wasm',
  compile: f =>
    perShapes(inputs => {
      const run = compile(traceFor(inputs, f), precision)
      return (...now) => run(now)
    })
})

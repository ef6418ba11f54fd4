import { type Engine, perShapes } from './Engine.js'
import { compile } from './compiler/wasm.js'
import { type Precision } from './compiler/Precision.js'
import { traceFor } from './compiler/trace.js'

/** Settings of the engine wasm. */
export interface WasmSettings {
  /** Default: float32. */
  readonly precision?: Precision
}

export const wasmEngine = ({ precision = 'float32' }: WasmSettings = {}): Engine => ({
  name: 'wasm',
  compile: f =>
    perShapes(inputs => {
      const run = compile(traceFor(inputs, f), precision)
      return (...now) => run(now)
    })
})

import { type Either, right } from 'fp-ts/lib/Either.js'
import { eager, type Engine } from '../engine/Engine.js'
import { javascriptOnly } from '../engine/javascript.js'
import { onnxEngine } from '../engine/onnx.js'
import { orEager } from '../engine/orEager.js'
import { wasmEngine } from '../engine/wasm.js'

/** Names of the engines that a worker can make. An engine is a function, so only its name is sent. */
export const engineNames = ['eager', 'javascript', 'wasm', 'onnx'] as const

/** Name of an engine that a worker can make. `wasm` and `onnx` compute in float32. */
export type EngineName = (typeof engineNames)[number]

/** The engine javascript, and the eager one, which has the same bits, for a layer that cannot be compiled. */
export const compiled = orEager(() => () => undefined)(javascriptOnly)

/** The engine of this name. A `Left` says what to install. */
export const engineNamed = (name: EngineName): Either<string, Engine> => {
  if (name === 'eager') return right(eager)
  if (name === 'javascript') return right(compiled)
  // No fallback: workers must compute the same bits.
  return name === 'wasm' ? right(wasmEngine()) : onnxEngine()()
}

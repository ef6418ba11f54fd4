/** The engines of the library's own contestants. An engine that cannot run on this machine is replaced by the reason. */
import { getOrElseW } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { eager, type Engine, javascript, wasmEngine } from '../src/index.js'
import { onnxEngine } from '../src/engine/onnx.js'
import { type Absent } from './Contestant.js'

export const engines: { readonly [name in 'eager' | 'javascript' | 'wasm' | 'onnx']: Engine | Absent } = {
  eager,
  javascript,
  wasm: wasmEngine(),
  onnx: pipe(
    onnxEngine()(),
    getOrElseW((skipped): Absent => ({ name: 'onnx', skipped }))
  )
}

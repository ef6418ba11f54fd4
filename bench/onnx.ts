/** The engine onnx, which runs in Node only. */
import { getOrElseW } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Engine } from '../src/index.js'
import { onnxEngine } from '../src/engine/onnx.js'

/** @throws Error if ONNX Runtime is not installed */
export const onnx = (): Engine =>
  pipe(
    onnxEngine()(),
    getOrElseW((skipped): never => {
      throw new Error(skipped)
    })
  )

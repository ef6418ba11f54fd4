/** The engine onnx. The tests require onnxruntime-node. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { type Engine } from '../src/engine/Engine.js'
import { onnxEngine } from '../src/engine/onnx.js'

export const onnxIn = (precision: 'float32' | 'float64'): Engine => {
  const found = onnxEngine({ precision })()
  if (isLeft(found)) throw new Error(found.left)
  return found.right
}

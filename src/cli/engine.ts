/**
 * What runs a command's network, by its name.
 *
 *     auto     onnx, where ONNX Runtime is installed and a step is of more than one image; else javascript
 */
import { type Either, isRight, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { onnxEngine } from '../engine/onnx.js'
import { eager, type Engine, javascript } from '../index.js'

export const engineNames = ['auto', 'eager', 'javascript', 'onnx'] as const

export interface Picked {
  readonly engine: Engine
  /** What was picked, where that was left open. */
  readonly note?: string
}

/** The engine, or a line that says what is missing. */
export const pickEngine = (name: string, batch: number): Either<string, Picked> => {
  if (name === 'eager') return right({ engine: eager })
  if (name === 'javascript') return right({ engine: javascript })
  const onnx = onnxEngine()()
  if (name === 'onnx')
    return pipe(
      onnx,
      map(engine => ({ engine }))
    )
  if (batch === 1) return right({ engine: javascript, note: 'Engine: javascript, for steps of one example' })
  return right(
    isRight(onnx)
      ? { engine: onnx.right, note: 'Engine: onnx, in float32' }
      : { engine: javascript, note: `Engine: javascript; ${onnx.left}` }
  )
}

/**
 * Runs programs that are compiled to JavaScript, in float64: every result is that of the eager engine, bit for bit.
 *
 * Where that cannot be done the eager engine takes over, and `tell` gets one line: a layer asks for numbers while it is
 * recorded, or a page's content security policy forbids to make functions from text.
 */
import { type IO } from 'fp-ts/lib/IO.js'
import { type Engine, perShapes, type TensorFunction } from '../Engine.js'
import { compile } from '../interpreter/javascript.js'
import { traceFor } from '../interpreter/trace.js'
import { type AnyTensor } from '../Tensor.js'

const compiled = (f: TensorFunction, inputs: readonly AnyTensor[]): TensorFunction => {
  const run = compile(traceFor(inputs, f))
  return (...now) => run(now)
}

const reasonOf = (error: unknown): string => {
  if (error instanceof EvalError)
    return `The engine javascript may not make functions here (${error.message}): the eager engine takes over`
  return error instanceof Error ? error.message : String(error)
}

export const javascriptTelling = (tell: (reason: string) => IO<void>): Engine => ({
  name: 'javascript',
  compile: f =>
    perShapes(inputs => {
      try {
        return compiled(f, inputs)
      } catch (error) {
        tell(reasonOf(error))()
        return f
      }
    })
})

export const javascript: Engine = javascriptTelling(() => () => undefined)

/**
 * Runs programs that are compiled to JavaScript, in float64: every result is that of the eager engine, bit for bit.
 *
 * It cannot where a layer asks for numbers while it is recorded, or where a page's content security policy forbids to make
 * functions from text.
 */
import { type Engine, perShapes } from './Engine.js'
import { compile } from './compiler/javascript.js'
import { traceFor } from './compiler/trace.js'
import { orEager } from './orEager.js'

/** Throws a line where it cannot. */
export const javascriptOnly: Engine = {
  name: 'javascript',
  compile: f =>
    perShapes(inputs => {
      try {
        const run = compile(traceFor(inputs, f))
        return (...now) => run(now)
      } catch (error) {
        if (!(error instanceof EvalError)) throw error
        throw new EvalError(`the engine javascript may not make functions here (${error.message})`, { cause: error })
      }
    })
}

/** Where it cannot, the eager engine takes over, and the console says why. */
export const javascript: Engine = orEager(reason => () => {
  console.warn(`The eager engine takes over: ${reason}`)
})(javascriptOnly)

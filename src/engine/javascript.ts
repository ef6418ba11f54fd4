import { type Engine, perShapes } from './Engine.js'
import { compile } from './compiler/javascript.js'
import { traceFor } from './compiler/trace.js'
import { orEager } from './orEager.js'

/**
 * The JavaScript engine without a fallback: compiles functions of tensors to JavaScript and runs them in float64. The results
 * are those of the eager engine, bit for bit. Use `javascript` unless you want an error where compilation fails.
 *
 * The compiled functions throw a TypeError if a custom layer reads numbers of a tensor, because tensors hold no numbers while a
 * program is recorded. They throw an EvalError if a content security policy forbids code generation.
 *
 * @example trajectory(student, examples, { engine: javascriptOnly, from: 1 })
 */
export const javascriptOnly: Engine = {
  name: 'javascript',
  compile: f =>
    perShapes(inputs => {
      try {
        const run = compile(traceFor(inputs, f))
        return (...now) => run(now)
      } catch (error) {
        if (!(error instanceof EvalError)) throw error
        throw new EvalError(`the javascript engine cannot run where code generation is forbidden (${error.message})`, {
          cause: error
        })
      }
    })
}

/**
 * The JavaScript engine: compiles functions of tensors to JavaScript and runs them in float64. The results are those of the
 * eager engine, bit for bit.
 *
 * The eager engine takes over if a custom layer reads numbers of a tensor, or if a content security policy forbids code
 * generation. The console then shows a warning with the reason.
 *
 * @example pipe(trajectory(student, examples, { engine: javascript, from: 1 }), train(200))
 */
export const javascript: Engine = orEager(reason => () => {
  console.warn(`Falling back to the eager engine: ${reason}`)
})(javascriptOnly)

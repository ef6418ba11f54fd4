/** The interpreters of this library with scalar kernels instead of WebAssembly: the references of its products and convolutions. */
import { eager } from '../../src/algebra/eager.js'
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { convolutions, convolvingBy } from '../../src/algebra/kernel/convolving.js'
import { matmulBy as matmulOf, scalarProduct } from '../../src/algebra/kernel/product.js'
import { compileWith } from '../../src/engine/compiler/javascript.js'
import { kernelOf, matmulBy, writers } from '../../src/engine/compiler/javascript/operations.js'
import { traceFor } from '../../src/engine/compiler/trace.js'
import { type Engine, perShapes } from '../../src/engine/Engine.js'

/** The eager interpreter with scalar kernels. */
export const scalarEager: Interpreter = {
  ...eager,
  matmul: matmulOf(scalarProduct),
  ...convolutions(convolvingBy(scalarProduct))
}

const kernel = kernelOf(scalarEager)

const compile = compileWith({
  ...writers,
  matmul: matmulBy(scalarProduct),
  convolution: kernel(),
  convolutionInputGradient: kernel(),
  convolutionKernelGradient: kernel()
})

/** The JavaScript engine with scalar kernels. */
export const scalarJavascript: Engine = {
  name: 'javascript, scalar kernels',
  compile: f =>
    perShapes(inputs => {
      const run = compile(traceFor(inputs, f))
      return (...given) => run(given)
    })
}

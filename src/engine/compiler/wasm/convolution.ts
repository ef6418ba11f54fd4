/**
 * Convolutions as matrix products, one example after the other, in the order of the eager kernels:
 *
 *     y = w u      du = wᵀ dy, added to dx      dw = Σ over the examples of dy uᵀ
 *
 * u is the matrix of the pixels under the windows.
 */
import { type Expression, i32, loopFrom, memory } from '../../../algebra/kernel/wasm/instructions.js'
import { run } from '../../../algebra/kernel/wasm/module.js'
import { pixelRuns } from '../../../algebra/kernel/pixelRuns.js'
import { type Window } from '../../../algebra/kernel/Window.js'
import { elementCount, type Shape } from '../../../tensor/Shape.js'
import { type Node } from '../Program.js'
import { copy } from './copy.js'
import { isDirect, writeDirect } from './direct.js'
import { writeDirectGradient } from './directGradient.js'
import { product } from './product.js'
import { type Scope } from './Scope.js'
import { addressOf, denseAt, type Strip } from './Strip.js'

type I32 = Expression<'i32'>

interface Plan {
  /** Sizes of the pixel matrix, and rows of an output. */
  readonly inputs: number
  readonly places: number
  readonly outputs: number
  /** Address of the pixel matrix. */
  readonly u: I32
  readonly read: (image: I32) => void
  readonly add: (image: I32) => void
  /** Writes a loop over the examples, whose images and outputs are at the addresses. */
  readonly eachExample: (x: Strip, y: Strip, visit: (x: I32, y: I32) => void) => void
}

const planOf = ({ code, work }: Scope, x: Shape, w: Shape, y: Shape, window: Window): Plan => {
  const { bytes, kernels } = code.arithmetic
  const [examples = 0, outputs = 0] = y
  const [inputs, places] = [elementCount(w.slice(1)), elementCount(y.slice(2))]
  const indices = pixelRuns(x, y, window)
  const { address } = code.table(
    JSON.stringify([x, y, window]),
    indices.map(index => index * bytes)
  )
  const runs = [i32.const(address), i32.const(address + 4 * indices.length), i32.const(window.stride * bytes)] as const
  const u = i32.const(work(inputs * places).address)
  return {
    inputs,
    places,
    outputs,
    u,
    // Pixels outside the image are zeros.
    read: image => {
      code.add(run(kernels.readPixels, u, image, ...runs))
    },
    add: image => {
      code.add(run(kernels.addPixels, u, image, ...runs))
    },
    eachExample: (xs, ys, visit) => {
      const n = code.declare('i32')
      const at = (strip: Strip, shape: Shape): I32 =>
        i32.add(addressOf(strip), i32.multiply(n, i32.const(elementCount(shape.slice(1)) * bytes)))
      const statements = code.collected(() => {
        visit(at(xs, x), at(ys, y))
      })
      code.add(memory.fill(u, i32.const(0), i32.const(inputs * places * bytes)))
      code.add(...loopFrom(n, i32.const(0), i32.const(examples), i32.const(1), statements))
    }
  }
}

export const writeConvolution = (scope: Scope, y: Shape, x: Node, w: Node, window: Window, to: Strip): void => {
  const { size, stride, padding } = window
  if (isDirect(scope.code, y, stride)) {
    const [images, weights] = [scope.dense(x), scope.dense(w)]
    writeDirect(scope, y, { images, shape: x.shape, padding }, { weights, size }, to)
    return
  }
  const { inputs, places, outputs, u, read, eachExample } = planOf(scope, x.shape, w.shape, y, window)
  const { pack, multiply } = product(scope, { rows: outputs, inner: inputs, columns: places })
  pack({ at: addressOf(scope.dense(w)), row: inputs, column: 1 })
  eachExample(scope.dense(x), to, (image, output) => {
    read(image)
    multiply(output, { at: u, row: places, column: 1 }, 0)
  })
}

/** The kernels for the input gradient: inputs and outputs exchanged, and each window turned by 180°. */
const turned = (scope: Scope, w: Node): Strip => {
  const [outputs = 0, inputs = 0, size = 0] = w.shape
  const { bytes } = scope.code.arithmetic
  const from = scope.dense(w)
  const shape = [inputs, outputs, size * size]
  const to = denseAt(shape, scope.work(elementCount(shape)))
  const last = (size * size - 1) * bytes
  copy(scope.code, shape, { ...from, plus: from.plus + last, strides: [size * size, inputs * size * size, -1] }, to)
  return to
}

export const writeInputGradient = (scope: Scope, x: Shape, dy: Node, w: Node, window: Window, to: Strip): void => {
  const { size, stride, padding } = window
  // One sum over channels and pixels has another order than the eager kernel, so float64 adds the sums of each pixel.
  const isAnyOrder = scope.code.arithmetic.precision === 'float32' && padding < size
  if (isAnyOrder && isDirect(scope.code, x, stride)) {
    const [images, weights] = [scope.dense(dy), turned(scope, w)]
    writeDirect(scope, x, { images, shape: dy.shape, padding: size - 1 - padding }, { weights, size }, to)
    return
  }
  const { inputs, places, outputs, u, add, eachExample } = planOf(scope, x, w.shape, dy.shape, window)
  const { pack, multiply } = product(scope, { rows: inputs, inner: outputs, columns: places })
  pack({ at: addressOf(scope.dense(w)), row: 1, column: inputs })
  scope.code.add(memory.fill(addressOf(to), i32.const(0), i32.const(elementCount(x) * scope.code.arithmetic.bytes)))
  eachExample(to, scope.dense(dy), (image, output) => {
    multiply(u, { at: output, row: places, column: 1 }, 0)
    add(image)
  })
}

export const writeKernelGradient = (scope: Scope, w: Shape, dy: Node, x: Node, window: Window, to: Strip): void => {
  const { stride, padding } = window
  if (scope.code.arithmetic.precision === 'float32' && isDirect(scope.code, dy.shape, stride)) {
    const [images, gradients] = [scope.dense(x), scope.dense(dy)]
    writeDirectGradient(scope, w, { images, shape: x.shape, padding }, { gradients, output: dy.shape }, to)
    return
  }
  const { inputs, places, outputs, u, read, eachExample } = planOf(scope, x.shape, w, dy.shape, window)
  const { pack, multiply } = product(scope, { rows: outputs, inner: places, columns: inputs })
  scope.code.add(memory.fill(addressOf(to), i32.const(0), i32.const(elementCount(w) * scope.code.arithmetic.bytes)))
  eachExample(scope.dense(x), scope.dense(dy), (image, output) => {
    read(image)
    pack({ at: output, row: places, column: 1 })
    multiply(addressOf(to), { at: u, row: 1, column: places }, 'result')
  })
}

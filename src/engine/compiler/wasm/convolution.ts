/**
 * Convolutions as matrix products, one example after the other, in the order of the eager kernels:
 *
 *     y = w u      du = wᵀ dy, added to dx      dw = Σ over the examples of dy uᵀ
 *
 * u is the matrix of the pixels under the windows. Every group of channels has its own products.
 */
import { type Expression, i32, loopFrom, memory } from '../../../algebra/kernel/wasm/instructions.js'
import { run } from '../../../algebra/kernel/wasm/module.js'
import { pixelRuns } from '../../../algebra/kernel/pixelRuns.js'
import { beyond, type KernelWindow, spans } from '../../../algebra/kernel/Window.js'
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
  /** Number of groups of channels that are convolved apart. */
  readonly groups: number
  /** Of one group: rows and columns of the pixel matrix, and rows of an output. */
  readonly inputs: number
  readonly places: number
  readonly outputs: number
  /** Address of the part of the pixel matrix that belongs to a group. */
  readonly u: (group: number) => I32
  readonly read: (image: I32) => void
  readonly add: (image: I32) => void
  /** Writes a loop over the examples, whose images and outputs are at the addresses. */
  readonly eachExample: (x: Strip, y: Strip, visit: (x: I32, y: I32) => void) => void
}

const planOf = ({ code, work }: Scope, x: Shape, w: Shape, y: Shape, window: KernelWindow): Plan => {
  const { bytes, kernels } = code.arithmetic
  const [examples = 0, channels = 0] = y
  const groups = (x[1] ?? 0) / (w[1] ?? 1)
  const [inputs, places] = [elementCount(w.slice(1)), elementCount(y.slice(2))]
  const indices = pixelRuns(x, y, window)
  const { address } = code.table(
    JSON.stringify([x, y, window]),
    indices.map(index => index * bytes)
  )
  const runs = [
    i32.const(address),
    i32.const(address + 4 * indices.length),
    i32.const(spans(window)[1].stride * bytes)
  ] as const
  const { address: atU } = work(groups * inputs * places)
  const u = i32.const(atU)
  return {
    groups,
    inputs,
    places,
    outputs: channels / groups,
    u: group => i32.const(atU + group * inputs * places * bytes),
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
      code.add(memory.fill(u, i32.const(0), i32.const(groups * inputs * places * bytes)))
      code.add(...loopFrom(n, i32.const(0), i32.const(examples), i32.const(1), statements))
    }
  }
}

const range = (length: number): readonly number[] => Array.from({ length }, (_, i) => i)

/** Side and padding of a square window that moves pixel by pixel, with equal padding on all sides and one group of channels. */
const squareOf = (
  x: Shape,
  w: Shape,
  y: Shape,
  window: KernelWindow
): { readonly size: number; readonly padding: number } | undefined => {
  const [down, across] = spans(window)
  const { size, padding } = down
  const isSquare = [down, across].every(
    (span, axis) =>
      span.size === size &&
      span.padding === padding &&
      span.stride === 1 &&
      span.dilation === 1 &&
      beyond(span, x[2 + axis] ?? 0, y[2 + axis] ?? 0) === padding
  )
  return isSquare && x[1] === w[1] ? { size, padding } : undefined
}

/** The address of part g of a tensor whose parts have this number of elements. */
const partAt = ({ code: { arithmetic } }: Scope, of: I32, g: number, elements: number): I32 =>
  g === 0 ? of : i32.add(of, i32.const(g * elements * arithmetic.bytes))

export const writeConvolution = (scope: Scope, y: Shape, x: Node, w: Node, window: KernelWindow, to: Strip): void => {
  const square = squareOf(x.shape, w.shape, y, window)
  if (square !== undefined && isDirect(scope.code, y)) {
    const [images, weights] = [scope.dense(x), scope.dense(w)]
    writeDirect(scope, y, { images, shape: x.shape, padding: square.padding }, { weights, size: square.size }, to)
    return
  }
  const { groups, inputs, places, outputs, u, read, eachExample } = planOf(scope, x.shape, w.shape, y, window)
  const { pack, multiply } = product(scope, { rows: outputs, inner: inputs, columns: places })
  const weights = addressOf(scope.dense(w))
  const packGroup = (g: number): void => {
    pack({ at: partAt(scope, weights, g, outputs * inputs), row: inputs, column: 1 })
  }
  // Packed weights have one place, so only those of a single group stay packed from example to example.
  if (groups === 1) packGroup(0)
  eachExample(scope.dense(x), to, (image, output) => {
    read(image)
    for (const g of range(groups)) {
      if (groups > 1) packGroup(g)
      multiply(partAt(scope, output, g, outputs * places), { at: u(g), row: places, column: 1 }, 0)
    }
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

export const writeInputGradient = (
  scope: Scope,
  x: Shape,
  dy: Node,
  w: Node,
  window: KernelWindow,
  to: Strip
): void => {
  const square = squareOf(x, w.shape, dy.shape, window)
  // One sum over channels and pixels has another order than the eager kernel, so float64 adds the sums of each pixel.
  const isAnyOrder = scope.code.arithmetic.precision === 'float32'
  if (isAnyOrder && square !== undefined && square.padding < square.size && isDirect(scope.code, x)) {
    const { size, padding } = square
    const [images, weights] = [scope.dense(dy), turned(scope, w)]
    writeDirect(scope, x, { images, shape: dy.shape, padding: size - 1 - padding }, { weights, size }, to)
    return
  }
  const { groups, inputs, places, outputs, u, add, eachExample } = planOf(scope, x, w.shape, dy.shape, window)
  const { pack, multiply } = product(scope, { rows: inputs, inner: outputs, columns: places })
  const weights = addressOf(scope.dense(w))
  const packGroup = (g: number): void => {
    pack({ at: partAt(scope, weights, g, outputs * inputs), row: 1, column: inputs })
  }
  if (groups === 1) packGroup(0)
  scope.code.add(memory.fill(addressOf(to), i32.const(0), i32.const(elementCount(x) * scope.code.arithmetic.bytes)))
  eachExample(to, scope.dense(dy), (image, output) => {
    for (const g of range(groups)) {
      if (groups > 1) packGroup(g)
      multiply(u(g), { at: partAt(scope, output, g, outputs * places), row: places, column: 1 }, 0)
    }
    add(image)
  })
}

export const writeKernelGradient = (
  scope: Scope,
  w: Shape,
  dy: Node,
  x: Node,
  window: KernelWindow,
  to: Strip
): void => {
  const square = squareOf(x.shape, w, dy.shape, window)
  if (scope.code.arithmetic.precision === 'float32' && square !== undefined && isDirect(scope.code, dy.shape)) {
    const [images, gradients] = [scope.dense(x), scope.dense(dy)]
    const { padding } = square
    writeDirectGradient(scope, w, { images, shape: x.shape, padding }, { gradients, output: dy.shape }, to)
    return
  }
  const { groups, inputs, places, outputs, u, read, eachExample } = planOf(scope, x.shape, w, dy.shape, window)
  const { pack, multiply } = product(scope, { rows: outputs, inner: places, columns: inputs })
  scope.code.add(memory.fill(addressOf(to), i32.const(0), i32.const(elementCount(w) * scope.code.arithmetic.bytes)))
  eachExample(scope.dense(x), scope.dense(dy), (image, output) => {
    read(image)
    for (const g of range(groups)) {
      pack({ at: partAt(scope, output, g, outputs * places), row: places, column: 1 })
      multiply(partAt(scope, addressOf(to), g, outputs * inputs), { at: u(g), row: 1, column: places }, 'result')
    }
  })
}

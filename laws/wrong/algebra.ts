/** Wrong interpreters, each with one realistic mistake. */
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { eager } from '../../src/algebra/eager.js'
import { bothSides } from '../../src/algebra/kernel/Window.js'
import { map, zip } from '../../src/algebra/kernel/elementwise.js'
import { reduce } from '../../src/algebra/kernel/reduction.js'
import { elementCount } from '../../src/tensor/Shape.js'
import { type AnyTensor, fresh, strided, toArray } from '../../src/tensor/Tensor.js'
import { algebraLaws } from '../algebra/algebraLaws.js'
import { at } from '../algebra/arrangement.js'
import { operations } from '../algebra/operations.js'
import { views } from '../algebra/views.js'
import { indices } from '../value/Numbers.js'
import { type Wrong } from './Wrong.js'

/** The numbers in the order of memory, ignoring the strides. */
const inMemory = (x: AnyTensor): AnyTensor => {
  const { shape, numbers, offset, size } = strided(x)
  return fresh(
    shape,
    Float64Array.from({ length: size }, (_, i) => numbers[offset + i] ?? NaN)
  )
}

/** Operations that ignore strides, and take the outermost stride for the batch size. */
const strideless = Object.fromEntries(
  Object.entries(operations({ ...eager, batchSize: x => strided(x).strides?.[0] ?? x.shape[0] ?? 1 })).map(
    ([name, arbitrary]) => [
      name,
      name === 'batchSize'
        ? arbitrary
        : arbitrary.map(drawn => ({
            ...drawn,
            apply: (operands: readonly AnyTensor[]) => drawn.apply(operands.map(inMemory))
          }))
    ]
  )
)

type Unary = Interpreter['exp']
type Binary = Interpreter['add']

/** An error in the last bits. */
const nudge = (x: number): number => x * (1 + 2 * Number.EPSILON)

const nudgedUnary =
  (operation: Unary): Unary =>
  (shape, x) =>
    map(nudge)(shape, operation(shape, x))

const nudgedBinary =
  (operation: Binary): Binary =>
  (shape, x, y) =>
    map(nudge)(shape, operation(shape, x, y))

/** An interpreter whose element-wise functions are wrong in the last bits. */
const imprecise: Interpreter = {
  ...eager,
  exp: nudgedUnary(eager.exp),
  expm1: nudgedUnary(eager.expm1),
  log: nudgedUnary(eager.log),
  log1p: nudgedUnary(eager.log1p),
  sqrt: nudgedUnary(eager.sqrt),
  abs: nudgedUnary(eager.abs),
  sign: nudgedUnary(eager.sign),
  sin: nudgedUnary(eager.sin),
  cos: nudgedUnary(eager.cos),
  tanh: nudgedUnary(eager.tanh),
  add: nudgedBinary(eager.add),
  subtract: nudgedBinary(eager.subtract),
  multiply: nudgedBinary(eager.multiply),
  divide: nudgedBinary(eager.divide),
  maximum: nudgedBinary(eager.maximum),
  minimum: nudgedBinary(eager.minimum),
  where: (shape, x, y, z) => map(nudge)(shape, eager.where(shape, x, y, z))
}

/** A wrong interpreter, with the laws about the changed operations. A gradient belongs to the law of its operation. */
const wrong = (name: string, change: Partial<Interpreter>): Wrong => {
  const changed = Object.keys(change).map(operation => operation.replace(/(Input|Kernel)?Gradient$/, ''))
  const laws = algebraLaws({ ...eager, ...change })
  return { name, laws: laws.filter(law => changed.some(operation => law.name.includes(operation))) }
}

export const wrongInterpreters: readonly Wrong[] = [
  { name: 'operations that ignore strides', laws: views(strideless) },
  wrong('functions that are wrong in the last bits', imprecise),
  wrong('an absolute value that keeps −0', { abs: map(x => (x < 0 ? -x : x)) }),
  wrong('a maximum that takes the first of −0 and 0', { maximum: zip((x, y) => (x >= y ? x : y)) }),
  wrong('an addition that loses −0', { add: zip((x, y) => x + y + 0) }),
  wrong('a permutation that only renames the axes', { permute: (shape, x) => eager.reshape(shape, x) }),
  wrong('a permutation by the inverse order', {
    permute: (shape, x, order) => {
      const inverse = order.map((_, axis) => order.indexOf(axis))
      const fits = inverse.every((axis, i) => x.shape[axis] === shape[i])
      return eager.permute(shape, x, fits ? inverse : order)
    }
  }),
  wrong('a permutation that rotates a cube in one direction only', {
    permute: (shape, x, order) => eager.permute(shape, x, x.shape.join() === '3,3,3' ? [1, 2, 0] : order)
  }),
  wrong('a reshape that keeps columns together', {
    reshape: (shape, x) => {
      const [rows = 1, columns = 1] = x.shape
      const isMatrix = x.shape.length === 2
      return eager.reshape(shape, isMatrix ? eager.permute([columns, rows], x, [1, 0]) : x)
    }
  }),
  wrong('a slice that ignores its start', { slice: (shape, x, axis) => eager.slice(shape, x, axis, 0) }),
  wrong('a concatenation in the opposite order', {
    concatenate: (shape, x, y, axis) => eager.concatenate(shape, y, x, axis)
  }),
  wrong('a concatenation that ignores its axis', {
    concatenate: (shape, x, y) => eager.concatenate(shape, x, y, 0)
  }),
  wrong('a broadcast along the wrong axis', {
    broadcast: (shape, x) => {
      const [rows = 1, columns = 1] = shape
      return x.shape.length === 1 && rows === columns && shape.length === 2
        ? eager.permute(shape, eager.broadcast([columns, rows], x), [1, 0])
        : eager.broadcast(shape, x)
    }
  }),
  wrong('a product with a transposed operand, if its shape fits', {
    matmul: (shape, a, b) => {
      const [k, n] = b.shape
      return eager.matmul(shape, a, k === n && b.shape.length === 2 ? eager.permute(b.shape, b, [1, 0]) : b)
    }
  }),
  wrong('a product with the first matrix of b for all leading axes', {
    matmul: (shape, a, b) => {
      const first = b.shape.map((size, axis) => (axis < b.shape.length - 2 ? 1 : size))
      const only = first.reduce((x, size, axis) => eager.slice(x.shape.with(axis, size), x, axis, 0), b)
      return eager.matmul(shape, a, eager.broadcast(b.shape, only))
    }
  }),
  wrong('a product that adds in the opposite order', {
    matmul: (shape, a, b) => {
      const { length } = a.shape
      const reversed = (x: AnyTensor, axis: number): AnyTensor => {
        const size = x.shape[axis] ?? 1
        return fresh(
          x.shape,
          Float64Array.from(toArray(x), (_, i) => {
            const places = indices(x.shape, i)
            return at(x, places.with(axis, size - 1 - (places[axis] ?? 0)))
          })
        )
      }
      return eager.matmul(shape, reversed(a, length - 1), reversed(b, length - 2))
    }
  }),
  wrong('a sum without the last number', {
    sum: (shape, x, from, to) => {
      const size = x.shape[from] ?? 1
      if (size === 1) return eager.sum(shape, x, from, to)
      return eager.sum(shape, eager.slice(x.shape.with(from, size - 1), x, from, 0), from, to)
    }
  }),
  wrong('scattered rows that are not added if two have the same index', {
    scatterRows: (shape, places, rows) => {
      const [count = 1] = shape
      const first = toArray(places)
      const distinct = first.map((place, i) => (first.indexOf(place) === i ? 1 : 0))
      const width = rows.shape.at(-1) ?? 1
      const kept = toArray(rows).map((x, i) => x * (distinct[Math.floor(i / width)] ?? 0))
      return eager.scatterRows(shape, places, count === 1 ? rows : fresh(rows.shape, Float64Array.from(kept)))
    }
  }),
  wrong('a kernel gradient that ignores the padding', {
    convolutionKernelGradient: (shape, y, x, window) =>
      eager.convolutionKernelGradient(shape, y, x, { ...window, padding: 0 })
  }),
  wrong('a convolution that ignores the dilation', {
    convolution: (shape, x, w, window) => eager.convolution(shape, x, w, { ...window, dilation: 1 })
  }),
  wrong('a kernel gradient of the first group only', {
    convolutionKernelGradient: (shape, y, x, window) => {
      const size = elementCount(shape.slice(1))
      const count = Math.ceil(((shape[0] ?? 1) * (shape[1] ?? 1)) / (x.shape[1] ?? 1))
      const found = toArray(eager.convolutionKernelGradient(shape, y, x, window))
      return fresh(
        shape,
        Float64Array.from(found, (dw, i) => (Math.floor(i / size) < count ? dw : 0))
      )
    }
  }),
  wrong('an image gradient with flipped kernels', {
    convolutionInputGradient: (shape, y, w, window) =>
      eager.convolutionInputGradient(shape, y, fresh(w.shape, Float64Array.from(toArray(w).toReversed())), window)
  }),
  wrong('an average pool that gives sums', {
    averagePool: (shape, x, window) => {
      const [rows, columns] = bothSides(window.size)
      return map(y => y * rows * columns)(shape, eager.averagePool(shape, x, window))
    }
  }),
  wrong('a max pool gradient that goes to the whole window', {
    maxPoolGradient: (shape, _, y, window) => eager.averagePoolGradient(shape, y, window)
  }),
  wrong('a scan that ignores its direction', {
    scan: (step, start, inputs) => eager.scan(step, start, inputs, 'forwards')
  }),
  wrong('a backward scan whose outputs are in the order of the steps', {
    scan: (step, start, inputs, direction) => {
      const [carry, outputs] = eager.scan(step, start, inputs, direction)
      const reversed = (x: AnyTensor) => {
        const row = elementCount(x.shape.slice(1))
        const numbers = toArray(x)
        const last = numbers.length / row - 1
        const of = (i: number) => numbers[(last - Math.floor(i / row)) * row + (i % row)] ?? NaN
        return fresh(
          x.shape,
          Float64Array.from(numbers, (_, i) => of(i))
        )
      }
      return [carry, direction === 'backwards' ? outputs.map(reversed) : outputs]
    }
  }),
  wrong('a scan that starts again at the start in every step', {
    scan: (step, start, inputs, direction) => eager.scan((_, rows) => step(start, rows), start, inputs, direction)
  }),
  wrong('a maximum that is never negative', { max: reduce(Math.max, 0) })
]

import { product as multiply, type Product } from '../../../algebra/kernel/product.js'
import { erfOf } from '../../../number/erf.js'
import { expm1Of, expOf } from '../../../number/exp.js'
import { log1pOf, logOf } from '../../../number/log.js'
import { tanhOf } from '../../../number/tanh.js'
import { cosOf, sinOf } from '../../../number/trigonometric.js'
import { rowAt } from '../../../algebra/kernel/rows.js'
import { elementCount } from '../../../tensor/Shape.js'
import { rowMajor } from '../../../tensor/strides.js'
import { type AnyTensor, rowMajorNumbers, view } from '../../../tensor/Tensor.js'
import { eager } from '../../../algebra/eager.js'
import { type Arrange, arrangements } from '../arrangement.js'
import { applied, type Kernels } from '../applied.js'
import { type Node, type Operation, operands } from '../Program.js'
import { call, each, type Whole, type Writer } from './elementwise.js'
import { at, copy, inArray, inElements, steps, type Strip } from './Place.js'
import { product } from './product.js'

const whole = <Op extends Operation>(write: Whole<Op>['write']): Whole<Op> => ({ kind: 'whole', write })

/** A reduction that combines numbers in the order of the kernel. */
const reduction = (start: string, combine: (total: string, x: string) => string): Writer<'sum' | 'max'> =>
  whole(({ code, isFew, elements, dense }, { shape, arguments: [x, from, to] }) => {
    const outer = elementCount(x.shape, 0, from)
    const reduced = elementCount(x.shape, from, to)
    const inner = elementCount(x.shape, to)
    if (isFew(x)) {
      const numbers = elements(x)
      const totals = Array.from({ length: outer * inner }, (_, place) => {
        const first = Math.floor(place / inner) * reduced * inner + (place % inner)
        const those = Array.from({ length: reduced }, (_, r) => numbers[first + r * inner] ?? 'NaN')
        return code.keep(those.reduce((total, x) => combine(total, x)))
      })
      return inElements(shape, totals)
    }
    const strip = dense(x)
    const result = code.buffer(outer * inner)
    const text =
      inner === 1
        ? `for (let o = 0; o < ${outer}; o++) { let t = ${start}; for (let r = 0; r < ${reduced}; r++) t = ${combine('t', `a[p + o * ${reduced} + r]`)}; c[o] = t }`
        : `c.fill(${start}); for (let o = 0; o < ${outer}; o++) for (let r = 0; r < ${reduced}; r++) { const q = p + (o * ${reduced} + r) * ${inner}, z = o * ${inner}; for (let i = 0; i < ${inner}; i++) c[z + i] = ${combine('c[z + i]', 'a[q + i]')} }`
    code.line(`${code.shared(`(a, p, c) => { ${text} }`)}(${strip.array}, ${at(strip)}, ${result})`)
    return inArray(shape, result)
  })

/** Rearranges the numbers of a tensor: local variables by name, arrays by strides. */
const arranged = <Op extends Operation>(arrange: Arrange<Op>, needsDense: boolean): Writer<Op> =>
  whole((scope, node) => {
    const [source] = operands(node)
    if (source === undefined) throw new TypeError(`${node.op} arranges one tensor, found none`)
    const { elements, strip: known } = scope.place(source)
    const isFew = scope.isFew(source) && scope.isFew(node)
    if (isFew && (elements !== undefined || known === undefined)) {
      const names = scope.elements(source)
      const { plus, strides } = arrange(node, source.shape, { plus: 0, strides: rowMajor(source.shape) })
      return inElements(
        node.shape,
        steps(node.shape, strides).map(step => names[plus + step] ?? 'NaN')
      )
    }
    const strip = needsDense ? scope.dense(source) : scope.strip(source)
    return { shape: node.shape, strip: { ...strip, ...arrange(node, source.shape, strip) } }
  })

/** Calls an operation of an interpreter. Operations on large windows gain nothing from inlining. */
export const kernelOf =
  (kernels: Kernels) =>
  <Op extends Operation>(): Whole<Op> =>
    whole(({ code, strip }, node) => {
      const read = operands(node)
      const strips = read.map(strip)
      const run = (...given: readonly (Float64Array | number)[]): Float64Array => {
        const tensors = new Map<Node, AnyTensor>()
        read.forEach((operand, i) => {
          const [numbers, offset] = [given[2 * i], given[2 * i + 1]]
          if (typeof numbers === 'object' && typeof offset === 'number')
            tensors.set(operand, view(operand.shape, numbers, strips[i]?.strides, offset))
        })
        const valueOf = (operand: Node) => tensors.get(operand) ?? view([], new Float64Array(1), undefined, 0)
        return rowMajorNumbers(applied(kernels, node, valueOf))
      }
      const result = code.keep(
        `${code.imported(run)}(${strips.map(strip => `${strip.array}, ${at(strip)}`).join(', ')})`
      )
      return inArray(node.shape, result)
    })

const kernel = kernelOf(eager)

/** Writes matrix products, large ones by a kernel. */
export const matmulBy = (kernel: Product): Whole<'matmul'> =>
  whole((scope, node) => product(kernel)(scope, node, ...node.arguments))

/**
 * How each operation is written in JavaScript. One entry per operation, so that the TypeScript compiler lists a missing one.
 */
export const writers: { readonly [Op in Operation]: Writer<Op> } = {
  exp: call(expOf),
  expm1: call(expm1Of),
  log: call(logOf),
  log1p: call(log1pOf),
  sqrt: each(x => `Math.sqrt(${x})`),
  abs: each(x => `Math.abs(${x})`),
  sign: each(x => `Math.sign(${x})`),
  sin: call(sinOf),
  cos: call(cosOf),
  tanh: call(tanhOf),
  erf: call(erfOf),
  add: each((x, y) => `${x} + ${y}`),
  subtract: each((x, y) => `${x} - ${y}`),
  multiply: each((x, y) => `${x} * ${y}`),
  divide: each((x, y) => `${x} / ${y}`),
  maximum: each((x, y) => `Math.max(${x}, ${y})`),
  minimum: each((x, y) => `Math.min(${x}, ${y})`),
  where: each((x, y, z) => `${x} > 0 ? ${y} : ${z}`),
  matmul: matmulBy(multiply),
  sum: reduction('-0', (total, x) => `${total} + ${x}`),
  max: reduction('-Infinity', (total, x) => `Math.max(${total}, ${x})`),
  permute: arranged(arrangements.permute, false),
  broadcast: arranged(arrangements.broadcast, false),
  reshape: arranged(arrangements.reshape, true),
  slice: arranged(arrangements.slice, false),
  concatenate: whole(({ code, strip }, { shape, arguments: [x, y, axis] }) => {
    const result: Strip = { array: code.buffer(elementCount(shape)), base: '', plus: 0, strides: rowMajor(shape) }
    const after = (x.shape[axis] ?? 0) * (result.strides[axis] ?? 0)
    copy(code, x.shape, strip(x), result)
    copy(code, y.shape, strip(y), { ...result, plus: after })
    return { shape, strip: result }
  }),
  gatherRows: whole(({ code, isFew, elements, dense, once }, node) => {
    const {
      shape,
      arguments: [matrix, places, name]
    } = node
    const [rows = 1, width = 1] = matrix.shape
    const from = dense(matrix)
    const row = code.imported(rowAt)
    /** The error message of a bad index contains the name and the position of the index. */
    const who = JSON.stringify(name)
    const where = code.imported(places.shape)
    if (isFew(node)) {
      const numbers = elements(places).flatMap((place, i) => {
        const start = code.keep(`${once(`${row}(${place}, ${rows}, ${who}, ${i}, ${where})`)} * ${width}`)
        const base = from.base === '' ? start : `${from.base} + ${start}`
        return Array.from({ length: width }, (_, j) => code.keep(`${from.array}[${at({ base, plus: from.plus }, j)}]`))
      })
      return inElements(shape, numbers)
    }
    const which = dense(places)
    const result = code.buffer(elementCount(shape))
    // A call that copies a row costs as much as a loop over some dozens of numbers.
    const copied =
      width < 64
        ? `for (let j = 0; j < ${width}; j++) c[i * ${width} + j] = a[q + j]`
        : `c.set(a.subarray(q, q + ${width}), i * ${width})`
    const text = `for (let i = 0; i < ${elementCount(places.shape)}; i++) { const q = o + ${row}(p[s + i], ${rows}, ${who}, i, ${where}) * ${width}; ${copied} }`
    code.line(
      `${code.shared(`(a, o, p, s, c) => { ${text} }`)}(${from.array}, ${at(from)}, ${which.array}, ${at(which)}, ${result})`
    )
    return inArray(shape, result)
  }),
  scatterRows: kernel(),
  convolution: kernel(),
  convolutionInputGradient: kernel(),
  convolutionKernelGradient: kernel(),
  maxPool: kernel(),
  maxPoolGradient: kernel(),
  averagePool: kernel(),
  averagePoolGradient: kernel()
}

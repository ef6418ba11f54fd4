/**
 * Every operation of the algebra in operations of ONNX (operator set 18). The compiler lists what is missing.
 *
 * A lowering gets the emitter and the node, writes what computes it, and gives the name of the result.
 */
import { beyond, type KernelWindow, spans } from '../../../algebra/kernel/Window.js'
import { type Shape } from '../../../tensor/Shape.js'
import { isOpen } from '../../../tensor/open.js'
import { type ArgumentsWith, type Node, type Operation } from '../Program.js'
import { type Attributes, type Emitter } from './Emitter.js'
import { writeProduct } from './gemm.js'

type Lowering<Op extends Operation> = (to: Emitter, shape: Shape, ...operands: ArgumentsWith<Node, Op>) => string

export type Lowerings = { readonly [Op in Operation]: Lowering<Op> }

/** An operation that ONNX has too, element by element. */
const unary =
  (operation: string) =>
  (to: Emitter, _: Shape, x: Node): string =>
    to.emit(operation, [to.full(x)])

const rankOf = (shape: Shape): number => shape.length

/** Whether element by element it gives this shape without the other's help. */
const fills = (own: Shape, shape: Shape): boolean =>
  own.length === shape.length && own.every((size, axis) => size === shape[axis])

/** An operand of an element-wise operation: a number, or a tensor that ONNX repeats. A single number may have any rank. */
const operand = (to: Emitter, shape: Shape, x: Node | number): { readonly name: string; readonly shape: Shape } => {
  if (typeof x === 'number') return { name: to.constant([x], []), shape: [] }
  const found = to.loose(x)
  return rankOf(found.shape) > rankOf(shape)
    ? { name: to.emit('Reshape', [found.name, to.constant([], [0], 'int64')]), shape: [] }
    : found
}

/** The names of the operands; where none of them has the shape of the result, the first is repeated to have it. */
const operandsOf = (to: Emitter, shape: Shape, ...operands: readonly (Node | number)[]): readonly string[] => {
  const found = operands.map(x => operand(to, shape, x))
  return found.some(one => fills(one.shape, shape))
    ? found.map(({ name }) => name)
    : found.map(({ name }, i) => (i === 0 ? to.emit('Expand', [name, to.shape(shape)]) : name))
}

const binary =
  (operation: string) =>
  (to: Emitter, shape: Shape, x: Node | number, y: Node | number): string =>
    to.emit(operation, operandsOf(to, shape, x, y))

/** Along the axes `from` to `to` − 1, which stay as axes of size one if the result has as many as the operand. */
const reduction =
  (operation: string) =>
  (emitter: Emitter, shape: Shape, x: Node, from: number, to: number): string => {
    const axes = Array.from({ length: to - from }, (_, i) => from + i)
    const keepdims = Number(rankOf(shape) === rankOf(x.shape) && axes.length > 0)
    if (axes.length === 0) return emitter.full(x)
    return emitter.emit(operation, [emitter.full(x), emitter.constant(axes, [axes.length], 'int64')], { keepdims })
  }

const wholeNumbers = (to: Emitter, places: Node, sizes: readonly number[] | undefined): string => {
  const rounded = to.emit('Cast', [to.emit('Round', [to.full(places)])], { to: 7 })
  return sizes === undefined ? rounded : to.emit('Reshape', [rounded, to.constant(sizes, [sizes.length], 'int64')])
}

const spatial = ([, , height = 1, width = 1]: Shape): readonly [number, number] => [height, width]

/** The zeros below and to the right that the windows reach, and the rows and columns that the last windows leave over. */
const endsOf = (input: Shape, output: Shape, window: KernelWindow) => {
  const [lengths, places] = [spatial(input), spatial(output)]
  const ends = spans(window).map((span, axis) => beyond(span, lengths[axis] ?? 1, places[axis] ?? 1))
  return { after: ends.map(end => Math.max(0, end)), leftOver: ends.map(end => Math.max(0, -end)) }
}

const windowOf = (input: Shape, output: Shape, window: KernelWindow) => {
  const axes = spans(window)
  const dilations = axes.map(({ dilation }) => dilation)
  return {
    kernel_shape: axes.map(({ size }) => size),
    strides: axes.map(({ stride }) => stride),
    pads: [...axes.map(({ padding }) => padding), ...endsOf(input, output, window).after],
    ...(dilations.some(dilation => dilation > 1) ? { dilations } : {})
  }
}

/** Kernels with fewer channels than the images convolve in groups. */
const groupsOf = (images: Shape, kernels: Shape): number => (images[1] ?? 1) / (kernels[1] ?? 1)

const inGroups = (images: Shape, kernels: Shape): Attributes => {
  const group = groupsOf(images, kernels)
  return group > 1 ? { group } : {}
}

const zeros = (to: Emitter, shape: Shape): string => to.emit('Expand', [to.constant([0], []), to.shape(shape)])

const swapped = { perm: [1, 0, 2, 3] }

/**
 * The shape for Reshape. An open size is 0, the size that the operand has along the same axis, if both are equal. Otherwise it is
 * −1, the size that the number of elements leaves.
 */
const target = (to: Emitter, shape: Shape, from: Shape): string => {
  const sizes = shape.map((size, axis) => (!isOpen(size) ? size : size === from[axis] ? 0 : -1))
  if (sizes.filter(size => size === -1).length > 1) return to.shape(shape)
  return to.constant(sizes, [shape.length], 'int64')
}

export const lowerings: Lowerings = {
  exp: unary('Exp'),
  expm1: (to, _, x) => to.emit('Sub', [to.emit('Exp', [to.full(x)]), to.constant([1], [])]),
  log: unary('Log'),
  log1p: (to, _, x) => to.emit('Log', [to.emit('Add', [to.full(x), to.constant([1], [])])]),
  sqrt: unary('Sqrt'),
  abs: unary('Abs'),
  sign: unary('Sign'),
  sin: unary('Sin'),
  cos: unary('Cos'),
  tanh: unary('Tanh'),
  erf: unary('Erf'),
  add: binary('Add'),
  subtract: binary('Sub'),
  multiply: binary('Mul'),
  divide: binary('Div'),
  maximum: binary('Max'),
  minimum: binary('Min'),
  where: (to, shape, x, positive, otherwise) => {
    const [condition = '', yes = '', no = ''] = operandsOf(to, shape, x, positive, otherwise)
    return to.emit('Where', [to.emit('Greater', [condition, to.constant([0], [])]), yes, no])
  },
  matmul: (to, _, a, b) => writeProduct(to, a, b),
  sum: reduction('ReduceSum'),
  max: reduction('ReduceMax'),
  permute: (to, _, x, order) => to.emit('Transpose', [to.full(x)], { perm: order }),
  broadcast: (to, shape, x) => to.emit('Expand', [to.full(x), to.shape(shape)]),
  reshape: (to, shape, x) => to.emit('Reshape', [to.full(x), target(to, shape, x.shape)]),
  slice: (to, shape, x, axis, start) => {
    const one = (number: number) => to.constant([number], [1], 'int64')
    return to.emit('Slice', [to.full(x), one(start), one(start + (shape[axis] ?? 0)), one(axis)])
  },
  concatenate: (to, _, x, y, axis) => to.emit('Concat', [to.full(x), to.full(y)], { axis }),
  gatherRows: (to, _, rows, places) => to.emit('Gather', [to.full(rows), wholeNumbers(to, places, undefined)]),
  scatterRows: (to, shape, places, rows) => {
    const flat = to.emit('Reshape', [to.full(rows), to.constant([-1, shape[1] ?? 1], [2], 'int64')])
    return to.emit('ScatterND', [zeros(to, shape), wholeNumbers(to, places, [-1, 1]), flat], { reduction: 'add' })
  },
  convolution: (to, shape, x, kernels, window) =>
    to.emit('Conv', [to.full(x), to.full(kernels)], {
      ...windowOf(x.shape, shape, window),
      ...inGroups(x.shape, kernels.shape)
    }),
  // The transposed convolution. What the last window left over is there too, and gets zeros.
  convolutionInputGradient: (to, shape, outputGradient, kernels, window) =>
    to.emit('ConvTranspose', [to.full(outputGradient), to.full(kernels)], {
      ...windowOf(shape, outputGradient.shape, window),
      ...inGroups(shape, kernels.shape),
      output_padding: endsOf(shape, outputGradient.shape, window).leftOver
    }),
  // dw[o, (c, i, j)] = Σ over examples and places of dy[o] times the pixel of x[c] that element i, j of the kernel met there:
  // a product of matrices, once those pixels stand side by side.
  convolutionKernelGradient: (to, shape, outputGradient, x, window) => {
    const [outputs = 1, inputs = 1] = shape
    const [rows, columns] = spatial(outputGradient.shape)
    const [down, across] = spans(window)
    const whole = (...numbers: readonly number[]) => to.constant(numbers, [numbers.length], 'int64')
    const images = to.emit('Transpose', [to.full(x)], swapped)
    const [before, after] = [[down.padding, across.padding], endsOf(x.shape, outputGradient.shape, window).after]
    const isPadded = [...before, ...after].some(pixels => pixels > 0)
    const padded = isPadded ? to.emit('Pad', [images, whole(0, 0, ...before, 0, 0, ...after)]) : images
    const met = Array.from({ length: down.size * across.size }, (_, place) => {
      const i = Math.floor(place / across.size) * down.dilation
      const j = (place % across.size) * across.dilation
      const ends = whole(i + down.stride * (rows - 1) + 1, j + across.stride * (columns - 1) + 1)
      return to.emit('Slice', [padded, whole(i, j), ends, whole(2, 3), whole(down.stride, across.stride)])
    })
    const count = inputs * down.size * across.size
    const groups = groupsOf(x.shape, shape)
    const side = to.emit('Concat', met, { axis: 1 })
    const gradient = to.emit('Transpose', [to.full(outputGradient)], swapped)
    const matrices = (name: string, height: number) =>
      to.emit('Reshape', [name, groups === 1 ? whole(height, -1) : whole(groups, height, -1)])
    const [left, right] = [matrices(gradient, outputs / groups), matrices(side, count)]
    const product =
      groups === 1
        ? to.emit('Gemm', [left, right], { transB: 1 })
        : to.emit('MatMul', [left, to.emit('Transpose', [right], { perm: [0, 2, 1] })])
    return to.emit('Reshape', [product, to.shape(shape)])
  },
  maxPool: (to, shape, x, window) => to.emit('MaxPool', [to.full(x)], windowOf(x.shape, shape, window)),
  // Every gradient is added at the place of the largest number of its window, counted over all images.
  maxPoolGradient: (to, shape, x, outputGradient, window) => {
    const [, places = ''] = to.emitAll('MaxPool', [to.full(x)], 2, windowOf(shape, outputGradient.shape, window))
    const row = to.constant([-1], [1], 'int64')
    const flat = (name: string) => to.emit('Reshape', [name, row])
    const added = to.emit('ScatterElements', [flat(zeros(to, shape)), flat(places), flat(to.full(outputGradient))], {
      axis: 0,
      reduction: 'add'
    })
    return to.emit('Reshape', [added, to.shape(shape)])
  },
  averagePool: (to, shape, x, window) =>
    to.emit('AveragePool', [to.full(x)], { ...windowOf(x.shape, shape, window), count_include_pad: 1 }),
  averagePoolGradient: (to, shape, outputGradient, window) => {
    const [down, across] = spans(window)
    const { after, leftOver } = endsOf(shape, outputGradient.shape, window)
    const isSideBySide = [down, across].every(({ size, stride, padding }) => stride === size && padding === 0)
    const share = 1 / (down.size * across.size)
    // Windows that lie side by side: every pixel repeated. Else the transposed convolution of every channel on its own.
    if (isSideBySide && [...after, ...leftOver].every(rest => rest === 0)) {
      const shared = to.emit('Mul', [to.full(outputGradient), to.constant([share], [])])
      return to.emit('Resize', [shared, '', to.constant([1, 1, down.size, across.size], [4], 'float32')], {
        mode: 'nearest',
        nearest_mode: 'floor',
        coordinate_transformation_mode: 'asymmetric'
      })
    }
    const [, channels = 1] = shape
    const kernel = to.constant(
      Array.from({ length: channels * down.size * across.size }, () => share),
      [channels, 1, down.size, across.size]
    )
    return to.emit('ConvTranspose', [to.full(outputGradient), kernel], {
      ...windowOf(shape, outputGradient.shape, window),
      group: channels,
      output_padding: leftOver
    })
  }
}

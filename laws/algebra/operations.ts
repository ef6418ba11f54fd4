/**
 * Every operation of an interpreter with operands drawn for it. What a new operation still lacks here, the compiler lists.
 */
import * as fc from 'fast-check'
import { type Interpreter } from '../../src/Interpreter.js'
import { type Operand } from '../../src/kernel/elementwise.js'
import { count, type Shape } from '../../src/Shape.js'
import { type AnyTensor, fromArray, scalar, show } from '../../src/Tensor.js'
import { layout } from '../generator/layout.js'
import { shape, tensor } from '../generator/value.js'

/** An operation, and what it is to be applied to. */
export interface Application {
  /** Dense tensors. */
  readonly operands: readonly AnyTensor[]
  /** The same tensors as views of other arrays. */
  readonly views: readonly AnyTensor[]
  /** What else it is told: `axis 1`. */
  readonly setting: string
  readonly apply: (operands: readonly AnyTensor[]) => AnyTensor
}

const none = scalar(NaN)

/** Draws tensors of these shapes. */
const applied = (
  shapes: readonly Shape[],
  apply: (x: AnyTensor, y: AnyTensor) => AnyTensor,
  setting = ''
): fc.Arbitrary<Application> =>
  fc
    .tuple(...shapes.map(shape => tensor(shape)))
    .chain(operands =>
      fc
        .tuple(...operands.map(layout))
        .map(views => ({ operands, views, setting, apply: ([x = none, y = none]) => apply(x, y) }))
    )

const elementWise = (operation: Interpreter['exp']) =>
  shape().chain(shape => applied([shape], x => operation(shape, x)))

/** Two tensors, or a tensor and a number on either side, as it is or in a tensor of shape []. */
const pairWise = (operation: Interpreter['add']) =>
  fc.tuple(shape(), fc.constantFrom(-0, 2, -1.5)).chain(([shape, number]) =>
    fc.oneof(
      applied([shape, shape], (x, y) => operation(shape, x, y)),
      applied([shape], x => operation(shape, x, number), `the second is ${number}`),
      applied([shape], x => operation(shape, number, x), `the first is ${number}`),
      applied([[], shape], (x, y) => operation(shape, x, y))
    )
  )

/** A shape, and two places in it between axes, the first before the second. */
const axes = (least: number) =>
  fc
    .tuple(
      shape().filter(({ length }) => length >= least),
      fc.nat(3),
      fc.nat(3)
    )
    .map(([shape, a, b]) => ({
      shape,
      from: Math.min(a, b, shape.length - least),
      to: Math.min(Math.max(a, b, Math.min(a, b, shape.length - least) + least), shape.length)
    }))

const reduction = (operation: Interpreter['sum']) =>
  axes(1).chain(({ shape, from, to }) =>
    applied(
      [shape],
      x => operation([...shape.slice(0, from), ...shape.slice(to)], x, from, to),
      `axes ${from} to ${to - 1}`
    )
  )

const length = fc.integer({ min: 1, max: 5 })

/** Sizes of the product of two matrices: mostly small, sometimes more than are multiplied one by one. */
export const productSizes = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(length, length, length) },
  { weight: 1, arbitrary: fc.constant([11, 10, 12] as const) }
)

/** One axis of a shape. */
export const axis = axes(1).map(({ shape, from }) => ({ shape, axis: from }))

const matmul = (operation: Interpreter['matmul']) =>
  productSizes.chain(([m, k, n]) =>
    applied(
      [
        [m, k],
        [k, n]
      ],
      (a, b) => operation([m, n], a, b)
    )
  )

const transpose = (operation: Interpreter['transpose']) =>
  fc.tuple(length, length).chain(([m, n]) => applied([[m, n]], x => operation([n, m], x)))

const broadcast = (operation: Interpreter['broadcast']) =>
  axes(0).chain(({ shape, from, to }) =>
    applied(
      [shape.slice(from).map((size, axis) => (axis < to - from ? 1 : size))],
      x => operation(shape, x),
      `to [${shape.join(', ')}]`
    )
  )

const reshape = (operation: Interpreter['reshape']) =>
  shape().chain(shape =>
    fc
      .constantFrom<Shape>([count(shape)], shape.toReversed(), [1, ...shape])
      .chain(result => applied([shape], x => operation(result, x), `to [${result.join(', ')}]`))
  )

const slice = (operation: Interpreter['slice']) =>
  fc.tuple(axis, fc.nat(3), fc.nat(3)).chain(([{ shape, axis }, a, b]) => {
    const size = shape[axis] ?? 1
    const start = a % size
    const result = shape.with(axis, 1 + (b % (size - start)))
    return applied(
      [shape],
      x => operation(result, x, axis, start),
      `axis ${axis} from ${start}, to [${result.join(', ')}]`
    )
  })

const concatenate = (operation: Interpreter['concatenate']) =>
  fc
    .tuple(axis, length)
    .chain(([{ shape, axis }, size]) =>
      applied(
        [shape, shape.with(axis, size)],
        (x, y) => operation(shape.with(axis, (shape[axis] ?? 1) + size), x, y, axis),
        `axis ${axis}`
      )
    )

/** y where x > 0, else z. */
const choice = (operation: Interpreter['where']) =>
  shape().chain(shape => applied([shape, shape], (x, y) => operation(shape, x, y, -0), 'else -0'))

/** A matrix, and whole numbers of which each names one of its rows. */
export const selections = fc.tuple(length, length, shape(2)).chain(([rows, features, shape]) =>
  fc.record({
    rows: fc.constant(rows),
    features: fc.constant(features),
    places: fc
      .array(fc.nat(rows - 1), { minLength: count(shape), maxLength: count(shape) })
      .map(numbers => fromArray(shape, numbers))
  })
)

const gatherRows = (operation: Interpreter['gatherRows']) =>
  selections.chain(({ rows, features, places }) =>
    applied([[rows, features]], x => operation([...places.shape, features], x, places), `rows ${show(places)}`)
  )

const scatterRows = (operation: Interpreter['scatterRows']) =>
  selections.chain(({ rows, features, places }) =>
    applied([[...places.shape, features]], x => operation([rows, features], places, x), `rows ${show(places)}`)
  )

/** Images, kernels, and a window that fits them. */
export const scenes = fc
  .record({
    examples: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 2, max: 5 }),
    width: fc.integer({ min: 2, max: 5 }),
    size: fc.integer({ min: 1, max: 2 }),
    stride: fc.integer({ min: 1, max: 2 }),
    padding: fc.integer({ min: 0, max: 1 })
  })
  .map(({ examples, channels, outputs, height, width, size, stride, padding: any }) => {
    const padding = Math.min(any, size - 1)
    const along = (length: number) => Math.floor((length + 2 * padding - size) / stride) + 1
    return {
      window: { size, stride, padding },
      images: [examples, channels, height, width],
      kernels: [outputs, channels, size, size],
      convolved: [examples, outputs, along(height), along(width)],
      pooled: [examples, channels, along(height), along(width)]
    }
  })

export type Scene = typeof scenes extends fc.Arbitrary<infer S> ? S : never

const windowed = (
  shapes: (scene: Scene) => readonly Shape[],
  apply: (scene: Scene) => (x: AnyTensor, y: AnyTensor) => AnyTensor
) =>
  scenes.chain(scene => {
    const { size, stride, padding } = scene.window
    return applied(shapes(scene), apply(scene), `size ${size}, stride ${stride}, padding ${padding}`)
  })

const images = ({ convolution, convolutionInputGradient, convolutionKernelGradient }: Interpreter) => ({
  convolution: windowed(
    ({ images, kernels }) => [images, kernels],
    ({ convolved, window }) =>
      (x, y) =>
        convolution(convolved, x, y, window)
  ),
  convolutionInputGradient: windowed(
    ({ convolved, kernels }) => [convolved, kernels],
    ({ images, window }) =>
      (x, y) =>
        convolutionInputGradient(images, x, y, window)
  ),
  convolutionKernelGradient: windowed(
    ({ convolved, images }) => [convolved, images],
    ({ kernels, window }) =>
      (x, y) =>
        convolutionKernelGradient(kernels, x, y, window)
  )
})

const pools = ({ maxPool, maxPoolGradient, averagePool, averagePoolGradient }: Interpreter) => ({
  maxPool: windowed(
    ({ images }) => [images],
    ({ pooled, window }) =>
      x =>
        maxPool(pooled, x, window)
  ),
  maxPoolGradient: windowed(
    ({ images, pooled }) => [images, pooled],
    ({ images, window }) =>
      (x, y) =>
        maxPoolGradient(images, x, y, window)
  ),
  averagePool: windowed(
    ({ images }) => [images],
    ({ pooled, window }) =>
      x =>
        averagePool(pooled, x, window)
  ),
  averagePoolGradient: windowed(
    ({ pooled }) => [pooled],
    ({ images, window }) =>
      x =>
        averagePoolGradient(images, x, window)
  )
})

const asTensor = (x: Operand): AnyTensor => (typeof x === 'number' ? scalar(x) : x)

const batchSize = (operation: Interpreter['batchSize']) =>
  axis.chain(({ shape }) => applied([shape], x => asTensor(operation(x))))

/** The last carry of a fold that halves it and adds a row, step by step. */
const scan = ({ add, multiply, scan }: Interpreter) =>
  fc.tuple(shape(), length).chain(([shape, steps]) =>
    applied([shape, [steps, ...shape]], (start, inputs) => {
      const [[last = none]] = scan(
        ([carry = none], [row = none]) => [[add(shape, multiply(shape, 0.5, carry), row)], []],
        [start],
        [inputs]
      )
      return last
    })
  )

export const operations = (interpreter: Interpreter) =>
  ({
    exp: elementWise(interpreter.exp),
    expm1: elementWise(interpreter.expm1),
    log: elementWise(interpreter.log),
    log1p: elementWise(interpreter.log1p),
    sqrt: elementWise(interpreter.sqrt),
    abs: elementWise(interpreter.abs),
    sign: elementWise(interpreter.sign),
    sin: elementWise(interpreter.sin),
    cos: elementWise(interpreter.cos),
    tanh: elementWise(interpreter.tanh),
    erf: elementWise(interpreter.erf),
    add: pairWise(interpreter.add),
    subtract: pairWise(interpreter.subtract),
    multiply: pairWise(interpreter.multiply),
    divide: pairWise(interpreter.divide),
    maximum: pairWise(interpreter.maximum),
    minimum: pairWise(interpreter.minimum),
    where: choice(interpreter.where),
    matmul: matmul(interpreter.matmul),
    sum: reduction(interpreter.sum),
    max: reduction(interpreter.max),
    transpose: transpose(interpreter.transpose),
    broadcast: broadcast(interpreter.broadcast),
    reshape: reshape(interpreter.reshape),
    slice: slice(interpreter.slice),
    concatenate: concatenate(interpreter.concatenate),
    gatherRows: gatherRows(interpreter.gatherRows),
    scatterRows: scatterRows(interpreter.scatterRows),
    ...images(interpreter),
    ...pools(interpreter),
    scan: scan(interpreter),
    batchSize: batchSize(interpreter.batchSize)
  }) satisfies Record<keyof Interpreter, fc.Arbitrary<Application>>

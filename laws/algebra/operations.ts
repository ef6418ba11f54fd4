/**
 * Every operation of an interpreter, with drawn operands. The compiler reports an operation that is missing here.
 */
import * as fc from 'fast-check'
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { type Operand } from '../../src/algebra/kernel/elementwise.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { showTensor } from '../../src/tensor/Nested.js'
import { type AnyTensor, scalar } from '../../src/tensor/Tensor.js'
import { shape } from '../generator/value.js'
import { type Application, applied, none } from './Application.js'
import { axes, axis, leadingAxes, length, permutations, permuted, productSizes, selections } from './shapes.js'
import { images, pools } from './windowed.js'

const elementWise = (operation: Interpreter['exp']) =>
  shape().chain(shape => applied([shape], x => operation(shape, x)))

/** Two tensors, or a tensor and a number on either side (a plain number or a tensor of shape []). */
const pairWise = (operation: Interpreter['add']) =>
  fc.tuple(shape(), fc.constantFrom(-0, 2, -1.5)).chain(([shape, number]) =>
    fc.oneof(
      applied([shape, shape], (x, y) => operation(shape, x, y)),
      applied([shape], x => operation(shape, x, number), `the second is ${number}`),
      applied([shape], x => operation(shape, number, x), `the first is ${number}`),
      applied([[], shape], (x, y) => operation(shape, x, y))
    )
  )

const reduction = (operation: Interpreter['sum']) =>
  axes(1).chain(({ shape, from, to }) =>
    applied(
      [shape],
      x => operation([...shape.slice(0, from), ...shape.slice(to)], x, from, to),
      `axes ${from} to ${to - 1}`
    )
  )

const matmul = (operation: Interpreter['matmul']) =>
  fc.tuple(leadingAxes, productSizes).chain(([leading, [m, k, n]]) =>
    applied(
      [
        [...leading, m, k],
        [...leading, k, n]
      ],
      (a, b) => operation([...leading, m, n], a, b)
    )
  )

const permute = (operation: Interpreter['permute']) =>
  permutations.chain(({ shape, order }) =>
    applied([shape], x => operation(permuted(shape, order), x, order), `order [${order.join(', ')}]`)
  )

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
      .constantFrom<Shape>([elementCount(shape)], shape.toReversed(), [1, ...shape])
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

const gatherRows = (operation: Interpreter['gatherRows']) =>
  selections.chain(({ rows, features, places }) =>
    applied(
      [[rows, features]],
      x => operation([...places.shape, features], x, places, 'gatherRows'),
      `rows ${showTensor(places)}`
    )
  )

const scatterRows = (operation: Interpreter['scatterRows']) =>
  selections.chain(({ rows, features, places }) =>
    applied([[...places.shape, features]], x => operation([rows, features], places, x), `rows ${showTensor(places)}`)
  )

const asTensor = (x: Operand): AnyTensor => (typeof x === 'number' ? scalar(x) : x)

const batchSize = (operation: Interpreter['batchSize']) =>
  axis.chain(({ shape }) => applied([shape], x => asTensor(operation(x))))

/** A scan that halves the carry and adds a row, in either direction: the last carry, or all carries. */
const scan = ({ add, multiply, scan }: Interpreter) =>
  fc
    .tuple(shape(), length, fc.constantFrom('forwards' as const, 'backwards' as const), fc.boolean())
    .chain(([shape, steps, direction, isLast]) =>
      applied(
        [shape, [steps, ...shape]],
        (start, inputs) => {
          const [[last = none], [all = none]] = scan(
            ([carry = none], [row = none]) => {
              const next = add(shape, multiply(shape, 0.5, carry), row)
              return [[next], [next]]
            },
            [start],
            [inputs],
            direction
          )
          return isLast ? last : all
        },
        `${direction}, ${isLast ? 'the last carry' : 'all carries'}`
      )
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
    permute: permute(interpreter.permute),
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

/** Wrong interpreters: each has one mistake that somebody has made. */
import { eager, type Interpreter } from '../../src/Algebra.js'
import { map, type Operand, zip } from '../../src/kernel/elementwise.js'
import { reduce } from '../../src/kernel/reduction.js'
import { type AnyTensor, fresh, scalar, strided, toArray } from '../../src/Tensor.js'
import { algebraLaws } from '../algebra.js'
import { type Wrong } from './Wrong.js'

/** The numbers as they lie in memory, whatever the strides say. */
const inMemory = (x: Operand): Operand => {
  if (typeof x === 'number') return x
  const { shape, numbers, offset, size } = strided(x)
  const found = numbers.slice(offset, offset + size)
  return fresh(
    shape,
    Float64Array.from({ length: size }, (_, i) => found[i] ?? NaN)
  )
}

const tensorInMemory = (x: AnyTensor): AnyTensor => {
  const found = inMemory(x)
  return typeof found === 'number' ? scalar(found) : found
}

type Unary = Interpreter['exp']
type Binary = Interpreter['add']

const stridelessUnary =
  (operation: Unary): Unary =>
  (shape, x) =>
    operation(shape, tensorInMemory(x))

const stridelessBinary =
  (operation: Binary): Binary =>
  (shape, x, y) =>
    operation(shape, inMemory(x), inMemory(y))

const strideless: Interpreter = {
  exp: stridelessUnary(eager.exp),
  log: stridelessUnary(eager.log),
  sqrt: stridelessUnary(eager.sqrt),
  abs: stridelessUnary(eager.abs),
  sign: stridelessUnary(eager.sign),
  sin: stridelessUnary(eager.sin),
  cos: stridelessUnary(eager.cos),
  tanh: stridelessUnary(eager.tanh),
  add: stridelessBinary(eager.add),
  subtract: stridelessBinary(eager.subtract),
  multiply: stridelessBinary(eager.multiply),
  divide: stridelessBinary(eager.divide),
  maximum: stridelessBinary(eager.maximum),
  minimum: stridelessBinary(eager.minimum),
  matmul: (shape, a, b) => eager.matmul(shape, tensorInMemory(a), tensorInMemory(b)),
  sum: (shape, x, from, to) => eager.sum(shape, tensorInMemory(x), from, to),
  max: (shape, x, from, to) => eager.max(shape, tensorInMemory(x), from, to),
  transpose: stridelessUnary(eager.transpose),
  broadcast: stridelessUnary(eager.broadcast),
  reshape: stridelessUnary(eager.reshape),
  slice: (shape, x, axis, start) => eager.slice(shape, tensorInMemory(x), axis, start),
  concatenate: (shape, x, y, axis) => eager.concatenate(shape, tensorInMemory(x), tensorInMemory(y), axis),
  batchSize: x => strided(x).strides?.[0] ?? x.shape[0] ?? 1
}

/** A little more than it should be. */
const nudge = (x: number): number => x * (1 + 2 * Number.EPSILON)

const nudgedUnary =
  (operation: Unary): Unary =>
  (shape, x) =>
    map(nudge)(shape, operation(shape, x))

const nudgedBinary =
  (operation: Binary): Binary =>
  (shape, x, y) =>
    map(nudge)(shape, operation(shape, x, y))

/** Another function of numbers under every name. */
const imprecise: Interpreter = {
  ...eager,
  exp: nudgedUnary(eager.exp),
  log: nudgedUnary(eager.log),
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
  minimum: nudgedBinary(eager.minimum)
}

const wrong = (name: string, change: Partial<Interpreter>): Wrong => ({
  name,
  laws: algebraLaws({ ...eager, ...change })
})

export const wrongInterpreters: readonly Wrong[] = [
  wrong('operations that read past the strides', strideless),
  wrong('functions that are a bit off', imprecise),
  wrong('an absolute value that keeps −0', { abs: map(x => (x < 0 ? -x : x)) }),
  wrong('a maximum that takes the first of −0 and 0', { maximum: zip((x, y) => (x >= y ? x : y)) }),
  wrong('an addition that loses −0', { add: zip((x, y) => x + y + 0) }),
  wrong('a transpose that only renames the axes', { transpose: eager.reshape }),
  wrong('a reshape that keeps columns together', {
    reshape: (shape, x) => {
      const [rows = 1, columns = 1] = x.shape
      const isMatrix = x.shape.length === 2
      return eager.reshape(shape, isMatrix ? eager.transpose([columns, rows], x) : x)
    }
  }),
  wrong('a slice that begins at the beginning', { slice: (shape, x, axis) => eager.slice(shape, x, axis, 0) }),
  wrong('a concatenation in the opposite order', {
    concatenate: (shape, x, y, axis) => eager.concatenate(shape, y, x, axis)
  }),
  wrong('a concatenation along the first axis, whichever was asked for', {
    concatenate: (shape, x, y) => eager.concatenate(shape, x, y, 0)
  }),
  wrong('a broadcast along the wrong axis', {
    broadcast: (shape, x) => {
      const [rows = 1, columns = 1] = shape
      return x.shape.length === 1 && rows === columns && shape.length === 2
        ? eager.transpose(shape, eager.broadcast([columns, rows], x))
        : eager.broadcast(shape, x)
    }
  }),
  wrong('a product with a transposed operand, where that fits', {
    matmul: (shape, a, b) => eager.matmul(shape, a, b.shape[0] === b.shape[1] ? eager.transpose(b.shape, b) : b)
  }),
  wrong('a product that adds in the opposite order', {
    matmul: (shape, a, b) => {
      const reversed = (x: AnyTensor, axis: number): AnyTensor => {
        const [, columns = 1] = x.shape
        const size = x.shape[axis] ?? 1
        const numbers = toArray(x)
        return fresh(
          x.shape,
          Float64Array.from(numbers, (_, i) => {
            const [row, column] = [Math.floor(i / columns), i % columns]
            return numbers[axis === 0 ? (size - 1 - row) * columns + column : row * columns + size - 1 - column] ?? NaN
          })
        )
      }
      return eager.matmul(shape, reversed(a, 1), reversed(b, 0))
    }
  }),
  wrong('a sum that forgets the last', {
    sum: (shape, x, from, to) => {
      const size = x.shape[from] ?? 1
      if (size === 1) return eager.sum(shape, x, from, to)
      return eager.sum(shape, eager.slice(x.shape.with(from, size - 1), x, from, 0), from, to)
    }
  }),
  wrong('a largest number that is never negative', { max: reduce(Math.max, 0) })
]

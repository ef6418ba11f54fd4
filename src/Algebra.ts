/**
 * The operations that layers are written in. Each states its shape rule in its type, and passes its operands to the
 * interpreter that they belong to: tensors that hold numbers are computed at once, traced ones record a program.
 *
 * Wherever two tensors meet the first fixes the sizes (`NoInfer`), else TypeScript would accept any two.
 */
import * as elementwise from './kernel/elementwise.js'
import { map, type Operand, zip } from './kernel/elementwise.js'
import {
  broadcast as broadcastView,
  concatenate as concatenateCopy,
  reshape as reshapeNumbers,
  slice as sliceView,
  transpose as transposeView
} from './kernel/layout.js'
import { matmul as product } from './kernel/product.js'
import { reduce } from './kernel/reduction.js'
import { type Plus, plus } from './Size.js'
import { type Batch, type Shape, shapeError } from './Shape.js'
import { type AnyTensor, type Batched, type Scalar, type Tensor } from './Tensor.js'

/** An operation gets the shape of its result from the algebra, and makes a tensor of that shape. */
type Unary = <S extends Shape>(shape: S, x: AnyTensor) => Tensor<S>
type Binary = <S extends Shape>(shape: S, x: Operand, y: Operand) => Tensor<S>
type Reduction = <S extends Shape>(shape: S, x: AnyTensor, from: number, to: number) => Tensor<S>

/** One entry per operation: what an interpreter lacks, the compiler lists. */
export interface Interpreter {
  readonly exp: Unary
  readonly log: Unary
  readonly sqrt: Unary
  readonly abs: Unary
  readonly sign: Unary
  readonly sin: Unary
  readonly cos: Unary
  readonly tanh: Unary
  readonly add: Binary
  readonly subtract: Binary
  readonly multiply: Binary
  readonly divide: Binary
  readonly maximum: Binary
  readonly minimum: Binary
  readonly matmul: <S extends Shape>(shape: S, a: AnyTensor, b: AnyTensor) => Tensor<S>
  readonly sum: Reduction
  readonly max: Reduction
  readonly transpose: Unary
  readonly broadcast: Unary
  readonly reshape: Unary
  readonly slice: <S extends Shape>(shape: S, x: AnyTensor, axis: number, start: number) => Tensor<S>
  readonly concatenate: <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor, axis: number) => Tensor<S>
  /** How many examples there are: in a program whose batch size is open, a traced scalar. */
  readonly batchSize: (x: AnyTensor) => Scalar | number
}

/** Computes at once, in float64. */
export const eager: Interpreter = {
  exp: map(Math.exp),
  log: map(Math.log),
  sqrt: map(Math.sqrt),
  abs: map(Math.abs),
  sign: map(Math.sign),
  sin: map(Math.sin),
  cos: map(Math.cos),
  tanh: map(Math.tanh),
  add: elementwise.add,
  subtract: elementwise.subtract,
  multiply: elementwise.multiply,
  divide: zip((x, y) => x / y),
  maximum: zip(Math.max),
  minimum: zip(Math.min),
  matmul: product,
  sum: reduce((total, x) => total + x, 0),
  max: reduce(Math.max, -Infinity),
  transpose: transposeView,
  broadcast: broadcastView,
  reshape: reshapeNumbers,
  slice: sliceView,
  concatenate: concatenateCopy,
  batchSize: x => x.shape[0] ?? 1
}

/** A tensor of another interpreter names it. */
export interface Interpreted extends AnyTensor {
  readonly interpreter: Interpreter
}

const isInterpreted = (x: Operand): x is Interpreted => typeof x !== 'number' && 'interpreter' in x

const of = (x: Operand, y: Operand = x): Interpreter =>
  isInterpreted(x) ? x.interpreter : isInterpreted(y) ? y.interpreter : eager

const shapeOfEither = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): S => {
  if (typeof x !== 'number') return x.shape
  if (typeof y !== 'number') return y.shape
  throw shapeError(`One of the two operands must be a tensor, found the numbers ${x} and ${y}`)
}

// Element by element.

export const exp = <S extends Shape>(x: Tensor<S>): Tensor<S> => of(x).exp(x.shape, x)

export const log = <S extends Shape>(x: Tensor<S>): Tensor<S> => of(x).log(x.shape, x)

export const sqrt = <S extends Shape>(x: Tensor<S>): Tensor<S> => of(x).sqrt(x.shape, x)

export const abs = <S extends Shape>(x: Tensor<S>): Tensor<S> => of(x).abs(x.shape, x)

/** −1, 0 or 1. */
export const sign = <S extends Shape>(x: Tensor<S>): Tensor<S> => of(x).sign(x.shape, x)

export const sin = <S extends Shape>(x: Tensor<S>): Tensor<S> => of(x).sin(x.shape, x)

export const cos = <S extends Shape>(x: Tensor<S>): Tensor<S> => of(x).cos(x.shape, x)

export const tanh = <S extends Shape>(x: Tensor<S>): Tensor<S> => of(x).tanh(x.shape, x)

export const add = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  of(x, y).add(shapeOfEither(x, y), x, y)

export const subtract = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  of(x, y).subtract(shapeOfEither(x, y), x, y)

export const multiply = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  of(x, y).multiply(shapeOfEither(x, y), x, y)

export const divide = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  of(x, y).divide(shapeOfEither(x, y), x, y)

export const maximum = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  of(x, y).maximum(shapeOfEither(x, y), x, y)

export const minimum = <S extends Shape>(x: Tensor<S> | number, y: Tensor<S> | number): Tensor<S> =>
  of(x, y).minimum(shapeOfEither(x, y), x, y)

export const square = <S extends Shape>(x: Tensor<S>): Tensor<S> => multiply(x, x)

/** Every element times one number, or the number that a scalar holds. */
export const scale = <S extends Shape>(factor: Scalar | number, x: Tensor<S>): Tensor<S> =>
  of(factor, x).multiply(x.shape, factor, x)

// Matrices.

/** The matrix product. */
export const matmul = <M extends number, K extends number, N extends number>(
  a: Tensor<readonly [M, K]>,
  b: Tensor<readonly [NoInfer<K>, N]>
): Tensor<readonly [M, N]> => of(a, b).matmul<readonly [M, N]>([a.shape[0], b.shape[1]], a, b)

export const transpose = <M extends number, N extends number>(x: Tensor<readonly [M, N]>): Tensor<readonly [N, M]> =>
  of(x).transpose<readonly [N, M]>([x.shape[1], x.shape[0]], x)

/** Adds the same row to every row. */
export const addToRows =
  <N extends number>(row: Tensor<readonly [N]>) =>
  <M extends number>(rows: Tensor<readonly [M, N]>): Tensor<readonly [M, N]> =>
    add(rows, broadcast(rows.shape, row))

// Arrangement.

/** Repeats a tensor along new leading axes, and along axes of size one, until it has the shape. */
export const broadcast = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => of(x).broadcast(shape, x)

/** The same numbers in row-major order under another shape. */
export const reshape = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => of(x).reshape(shape, x)

// The batch axis. Its size is known to operations only, never to JavaScript, so that it can stay open in a program.

const dropBatch = <S extends Shape>(_: Batch, ...shape: S): S => shape

export const sumOverBatch = <S extends Shape>(x: Batched<S>): Tensor<S> => of(x).sum(dropBatch<S>(...x.shape), x, 0, 1)

/** `x` divided by the number of examples in a batch. */
export const perExample = <S extends Shape>(x: Tensor<S>, batch: AnyTensor): Tensor<S> =>
  of(x, batch).divide(x.shape, x, of(batch).batchSize(batch))

/** What an example's number weighs in a mean over the batch: `weight` divided by the number of examples. */
export const meanWeight = (weight: number, batch: AnyTensor): Scalar | number => {
  const examples = of(batch).batchSize(batch)
  return typeof examples === 'number' ? weight / examples : divide(weight, examples)
}

/** The sum of all elements. */
export const sumOfAll = (x: AnyTensor): Scalar => of(x).sum<readonly []>([], x, 0, x.shape.length)

// Rows of features.

/** The features of one followed by the features of the other. */
export const concatenate = <M extends number, I extends number, J extends number>(
  x: Tensor<readonly [M, I]>,
  y: Tensor<readonly [NoInfer<M>, J]>
): Tensor<readonly [M, Plus<I, J>]> =>
  of(x, y).concatenate<readonly [M, Plus<I, J>]>([x.shape[0], plus(x.shape[1], y.shape[1])], x, y, 1)

/** Cuts features in two, the first `size` of them and the rest: the inverse of `concatenate`. */
export const split = <M extends number, I extends number, J extends number>(
  x: Tensor<readonly [M, Plus<I, J>]>,
  first: I,
  rest: J
): readonly [Tensor<readonly [M, I]>, Tensor<readonly [M, J]>] => [
  of(x).slice<readonly [M, I]>([x.shape[0], first], x, 1, 0),
  of(x).slice<readonly [M, J]>([x.shape[0], rest], x, 1, first)
]

import { type Eq } from 'fp-ts/lib/Eq.js'
import { nest, type Nested, printed, printedTraced } from './lists.js'
import { type Batch, elementCount, positiveInteger, sameShape, type Shape, shapeError, showShape } from './Shape.js'
import { notTensor, shown } from './shown.js'
import { isRowMajor, rowMajor } from './strides.js'

const known: unique symbol = Symbol('known')

/** Some tensor, whatever its shape. */
export interface AnyTensor {
  readonly shape: Shape
  /**
   * What another interpreter knows of the tensor in place of numbers; `null` in a tensor that holds numbers. Only the library
   * makes tensors: a record that looks like a tensor, or a plain list, has `undefined` here.
   */
  readonly [known]: object | null
  /** The shape and the numbers as short text, which `console.log` prints too: `Tensor [2, 2]: [[0, 1], [1, 1]]`. */
  readonly toString: () => string
  /** The numbers as nested lists, which `JSON.stringify` writes. JSON has no NaN and no infinities: they become null. */
  readonly toJSON: () => Nested
}

/**
 * Tensor: an immutable array of numbers with a shape S, row by row along each axis.
 *
 * Invariant in S: 3 and 2 are different sizes, and `number`, a size known only at run time, is different from both. The numbers
 * lie in one array, seen through strides, so a transpose is another view of the same array. Both stay inside; `toArray`,
 * `toFloat64Array`, `toFloat32Array` and `toNested` copy the numbers out.
 */
export interface Tensor<in out S extends Shape> extends AnyTensor {
  readonly shape: S
}

/** A batch of examples of shape S. */
export type Batched<S extends Shape> = Tensor<readonly [Batch, ...S]>

/** Some batch of examples of shape S: `Batched<S>`, and for every size a tensor of so many rows, `Tensor<readonly [4, ...S]>`. */
export interface AnyBatch<out S extends Shape> extends AnyTensor {
  readonly shape: readonly [Batch, ...S]
}

export type Scalar = Tensor<readonly []>

/** A tensor that holds numbers: element [i, j] is `numbers[offset + i * strides[0] + j * strides[1]]`. */
export interface Strided extends AnyTensor {
  /** Perhaps longer than this tensor needs: others may have their numbers in the same array. */
  readonly numbers: Float64Array
  /** How far apart neighbours lie along each axis; `undefined` where the numbers lie densely in row-major order. */
  readonly strides: Shape | undefined
  readonly offset: number
  /** How many elements there are. */
  readonly size: number
}

/** What Node's `console.log` calls in place of listing properties; the name is registered, so nothing of Node is imported. */
const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/** A class, so that to V8 all tensors have one layout, whatever interpreter they belong to. */
class StridedTensor<S extends Shape> implements Strided {
  declare readonly shape: S
  declare readonly numbers: Float64Array
  declare readonly strides: Shape | undefined
  declare readonly offset: number
  declare readonly size: number
  declare readonly [known]: object | null

  constructor(
    shape: S,
    numbers: Float64Array,
    strides: Shape | undefined,
    offset: number,
    size: number,
    knowledge: object | null = null
  ) {
    this.shape = shape
    this.numbers = numbers
    this.strides = strides
    this.offset = offset
    this.size = size
    this[known] = knowledge
  }

  toString(): string {
    return this[known] === null ? printed(this.shape, rowMajorNumbers(this)) : printedTraced(this.shape)
  }

  toJSON(): Nested {
    return nest(this.shape, rowMajorNumbers(this))
  }

  [inspect](): string {
    return this.toString()
  }
}

const nothing = new Float64Array(0)

/** A tensor of another interpreter: in place of numbers it holds what that interpreter knows of it. */
export const without = <S extends Shape>(shape: S, knowledge: object): Tensor<S> =>
  new StridedTensor(shape, nothing, undefined, 0, 0, knowledge)

export const isAnyTensor = (x: unknown): x is AnyTensor => typeof x === 'object' && x !== null && known in x

/** What another interpreter knows of a tensor; `null` of one that holds numbers, `undefined` of what is no tensor. */
export const knownOf = (tensor: AnyTensor | undefined): object | null | undefined => tensor?.[known]

const isStrided = (tensor: AnyTensor): tensor is Strided => knownOf(tensor) === null

/** A tensor that holds no numbers was asked for them: what asks cannot be compiled. */
export interface NumbersError extends Error {
  readonly name: 'NumbersError'
}

export const isNumbersError = (error: unknown): error is NumbersError =>
  error instanceof Error && error.name === 'NumbersError'

/** The numbers of a tensor. A traced tensor has none. */
export const strided = (tensor: AnyTensor): Strided => {
  if (isStrided(tensor)) return tensor
  if (!isAnyTensor(tensor)) throw new TypeError(`A tensor belongs here, found ${notTensor(tensor)}`)
  const message = 'A tensor was asked for its numbers while it was recorded: use the operations of the algebra on it'
  throw Object.assign(new Error(message), { name: 'NumbersError' })
}

/** A tensor over numbers that were just made and that nobody else holds. */
export const fresh = <S extends Shape>(shape: S, numbers: Float64Array): Tensor<S> & Strided =>
  new StridedTensor(shape, numbers, undefined, 0, numbers.length)

/**
 * Where small tensors lie, one after the other. To make a typed array takes V8 longer than to compute what a small layer
 * needs, to count on in one that is there takes next to nothing. Nothing in it is written twice.
 */
const arenaLength = 2048
let arena = new Float64Array(arenaLength)
let taken = 0

/** A dense tensor of zeros. The kernel that asks for it writes it, before anyone else sees it. */
export const blank = <S extends Shape>(shape: S): Tensor<S> & Strided => {
  const size = elementCount(shape)
  if (size > arenaLength / 8) return fresh(shape, new Float64Array(size))
  if (taken + size > arenaLength) {
    arena = new Float64Array(arenaLength)
    taken = 0
  }
  const offset = taken
  taken += size
  return new StridedTensor(shape, arena, undefined, offset, size)
}

/** Another view of the same numbers. */
export const view = <S extends Shape>(
  shape: S,
  numbers: Float64Array,
  strides: Shape | undefined,
  offset: number
): Tensor<S> & Strided => {
  const isDense = strides === undefined || isRowMajor(shape, strides)
  return new StridedTensor(shape, numbers, isDense ? undefined : strides, offset, elementCount(shape))
}

export const stridesOf = (tensor: Strided): Shape => tensor.strides ?? rowMajor(tensor.shape)

/** Writes what lies along an axis and those within it in row-major order, and says where it ended. */
const copyAxis = (
  source: Strided,
  strides: Shape,
  axis: number,
  from: number,
  copy: Float64Array,
  to: number
): number => {
  const { shape, numbers } = source
  const size = shape[axis]!
  const stride = strides[axis]!
  if (axis === shape.length - 1) for (let i = 0; i < size; i++) copy[to++] = numbers[from + i * stride]!
  else for (let i = 0; i < size; i++) to = copyAxis(source, strides, axis + 1, from + i * stride, copy, to)
  return to
}

/** The same tensor with its numbers densely in row-major order: itself where it is so, else a copy. */
export const dense = (tensor: AnyTensor): Strided => {
  const source = strided(tensor)
  if (source.strides === undefined) return source
  const copy = blank(source.shape)
  copyAxis(source, source.strides, 0, source.offset, copy.numbers, copy.offset)
  return copy
}

/** The numbers in row-major order, not to be written: the tensor's own where it is dense, else a copy. */
export const rowMajorNumbers = (tensor: AnyTensor): Float64Array => {
  const { numbers, offset, size } = dense(tensor)
  return numbers.length === size ? numbers : numbers.subarray(offset, offset + size)
}

/**
 * A copy of a shape that was given to the function of that name, because the caller may go on to change the shape.
 *
 * @throws RangeError if a size is not a positive integer, TypeError if there is no list of sizes
 */
export const writtenShape = <S extends Shape>(name: string, shape: S): S => {
  if (!Array.isArray(shape)) throw new TypeError(`${name} takes a shape, such as [2, 3], found ${shown(shape)}`)
  shape.forEach((size, axis) => positiveInteger(`${name}: the size of axis ${axis}`, size))
  return structuredClone(shape)
}

/**
 * A tensor of a shape from its numbers in row-major order, which are copied: a list, a Float64Array, a Float32Array.
 *
 * @throws RangeError if a size is not a positive integer, ShapeError if there are more or fewer numbers than the shape holds
 * @example fromArray([2, 3], new Float32Array(6))
 */
export const fromArray = <const S extends Shape>(shape: S, numbers: ArrayLike<number>): Tensor<S> => {
  const written = writtenShape('fromArray', shape)
  if (numbers.length !== elementCount(shape))
    throw shapeError(`The shape ${showShape(shape)} takes ${elementCount(shape)} numbers, found ${numbers.length}`)
  return fresh(written, Float64Array.from(numbers))
}

/** A tensor that holds one number everywhere. @throws RangeError if a size is not a positive integer */
export const filledTensor = <const S extends Shape>(shape: S, value: number): Tensor<S> => {
  const written = writtenShape('fill', shape)
  return fresh(written, new Float64Array(elementCount(written)).fill(value))
}

const noAxes: readonly [] = []

/** A tensor of shape [], which holds one number. */
export const scalar = (value: number): Scalar => {
  const result = blank(noAxes)
  result.numbers[result.offset] = value
  return result
}

/** A copy of the numbers in row-major order, as a list. */
export const toArray = (tensor: AnyTensor): readonly number[] => Array.from(rowMajorNumbers(tensor))

/** A copy of the numbers in row-major order, as a Float64Array. */
export const toFloat64Array = (tensor: AnyTensor): Float64Array => Float64Array.from(rowMajorNumbers(tensor))

/** A copy of the numbers in row-major order, each rounded to single precision. */
export const toFloat32Array = (tensor: AnyTensor): Float32Array => Float32Array.from(rowMajorNumbers(tensor))

/** The one number of a scalar. */
export const toNumber = (tensor: Scalar): number => {
  const { numbers, offset } = strided(tensor)
  return numbers[offset]!
}

/** Exact: the same shape and the same numbers, bit for bit. NaN equals itself, 0 and −0 differ. */
export const eqTensor: Eq<AnyTensor> = {
  equals: (one, other) => {
    if (one === other) return true
    const numbers = rowMajorNumbers(other)
    return sameShape(one.shape, other.shape) && rowMajorNumbers(one).every((number, i) => Object.is(number, numbers[i]))
  }
}

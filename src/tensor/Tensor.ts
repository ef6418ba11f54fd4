import { type Eq } from 'fp-ts/lib/Eq.js'
import { nest, type Nested, printed, printedTraced } from './lists.js'
import { type Batch, elementCount, positiveInteger, sameShape, type Shape, shapeError, showShape } from './Shape.js'
import { notTensor, shown } from './shown.js'
import { isRowMajor, rowMajor } from './strides.js'

// The compiler names this key if a plain list is passed for a tensor, so its name says which function makes a tensor: `tensor`.
const useTensor: unique symbol = Symbol('useTensor')

/** A tensor of any shape. Every `Tensor<S>` is an AnyTensor. */
export interface AnyTensor {
  /** The sizes of the axes, outermost first. */
  readonly shape: Shape
  /**
   * The data of the interpreter that a traced tensor belongs to; `null` in a tensor that holds numbers; a function that computes
   * the numbers in a tensor made by `whenRead`. Only the library makes tensors: a plain list, or an object that resembles a
   * tensor, has `undefined` here.
   */
  readonly [useTensor]: object | null
  /** The shape and the numbers as short text, which `console.log` prints too: `Tensor [2, 2]: [[0, 1], [1, 1]]`. */
  readonly toString: () => string
  /** The numbers as nested lists, for `JSON.stringify`. JSON cannot represent NaN or infinities: they become null. */
  readonly toJSON: () => Nested
}

/**
 * An immutable array of float64 numbers with the shape S, in row-major order.
 *
 * Invariant in S: sizes 2 and 3 are different types, and `number`, a size known only at run time, differs from both. The numbers
 * are stored in one array with strides, so a transpose is a view of the same array. Array and strides are private; `toArray`,
 * `toFloat64Array`, `toFloat32Array` and `toNested` return copies of the numbers.
 *
 * @example const x: Tensor<readonly [2, 3]> = tensor([[1, 2, 3], [4, 5, 6]])
 */
export interface Tensor<in out S extends Shape> extends AnyTensor {
  /** The sizes of the axes, outermost first. */
  readonly shape: S
}

/** A batch of examples of shape S: a tensor with a leading axis whose size is known only at run time. */
export type Batched<S extends Shape> = Tensor<readonly [Batch, ...S]>

/** A batch of examples of shape S with any number of rows: `Batched<S>`, `Tensor<readonly [4, ...S]>` and so on. */
export interface AnyBatch<out S extends Shape> extends AnyTensor {
  /** The batch size, followed by the shape of one example. */
  readonly shape: readonly [Batch, ...S]
}

/** A tensor of shape [], which holds one number. */
export type Scalar = Tensor<readonly []>

/** A tensor that holds numbers: element [i, j] is `numbers[offset + i * strides[0] + j * strides[1]]`. */
export interface Strided extends AnyTensor {
  /** May be longer than this tensor: several tensors can share one array. */
  readonly numbers: Float64Array
  /** The distance between neighbours along each axis; `undefined` if the numbers are dense and row-major. */
  readonly strides: Shape | undefined
  /** The index in `numbers` of the first element. */
  readonly offset: number
  /** The number of elements. */
  readonly size: number
}

/**
 * The method that Node's `console.log` calls to print an object. The symbol is registered globally, so no import of Node is
 * needed.
 */
const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/** A class, so that all tensors, traced or not, have one hidden class in V8. */
class StridedTensor<S extends Shape> implements Strided {
  declare readonly shape: S
  declare readonly numbers: Float64Array
  declare readonly strides: Shape | undefined
  declare readonly offset: number
  declare readonly size: number
  declare readonly [useTensor]: object | null

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
    this[useTensor] = knowledge
  }

  toString(): string {
    return knownOf(this) === null ? printed(this.shape, rowMajorNumbers(this)) : printedTraced(this.shape)
  }

  toJSON(): Nested {
    return nest(this.shape, rowMajorNumbers(this))
  }

  [inspect](): string {
    return this.toString()
  }
}

const nothing = new Float64Array(0)

/** Makes a traced tensor, which holds the data of its interpreter and no numbers. */
export const without = <S extends Shape>(shape: S, knowledge: object): Tensor<S> =>
  new StridedTensor(shape, nothing, undefined, 0, 0, knowledge)

/** Whether a value is a tensor made by this library. */
export const isAnyTensor = (x: unknown): x is AnyTensor => typeof x === 'object' && x !== null && useTensor in x

/** Computes the numbers of a tensor at the first call, and returns the same ones at every further call. */
type Reading = () => Strided

const isReading = (known: object | null | undefined): known is Reading => typeof known === 'function'

/**
 * Makes a tensor whose numbers are computed when they are first read, and are then kept. Training never reads the gradient of
 * the inputs of a network, so it never computes them.
 *
 * @param compute a pure function that cannot fail: the caller has checked the operands, and has read their numbers, so that
 * unread tensors never form a chain
 */
export const whenRead = <S extends Shape>(shape: S, compute: Reading): Tensor<S> => {
  let numbers: Strided | Reading = compute
  return without(shape, (): Strided => {
    if (isReading(numbers)) numbers = numbers()
    return numbers
  })
}

/** The data of a traced tensor's interpreter; `null` for a tensor of numbers, `undefined` for any other value. */
export const knownOf = (tensor: AnyTensor | undefined): object | null | undefined => {
  const known = tensor?.[useTensor]
  return isReading(known) ? null : known
}

const isStrided = (tensor: AnyTensor | undefined): tensor is Strided => tensor?.[useTensor] === null

/** The error thrown when code reads the numbers of a traced tensor. Such code cannot be compiled. */
export interface NumbersError extends Error {
  readonly name: 'NumbersError'
}

/** Whether an error is a NumbersError. */
export const isNumbersError = (error: unknown): error is NumbersError =>
  error instanceof Error && error.name === 'NumbersError'

/**
 * Gives access to the numbers of a tensor.
 *
 * @throws NumbersError if the tensor is traced, TypeError if the value is not a tensor
 */
export const strided = (tensor: AnyTensor): Strided => {
  if (isStrided(tensor)) return tensor
  if (!isAnyTensor(tensor)) throw new TypeError(`Expected a tensor, found ${notTensor(tensor)}`)
  const known = tensor[useTensor]
  if (isReading(known)) return known()
  const message = 'Cannot read the numbers of a traced tensor: use the operations of Algebra instead'
  throw Object.assign(new Error(message), { name: 'NumbersError' })
}

/** Makes a tensor that takes ownership of an array. The caller must not write to the array afterwards. */
export const fresh = <S extends Shape>(shape: S, numbers: Float64Array): Tensor<S> & Strided =>
  new StridedTensor(shape, numbers, undefined, 0, numbers.length)

/**
 * Tensors of at most 256 numbers share one buffer, one after the other, because allocating a typed array costs V8 more than
 * computing a small layer. Every place is used for one tensor only; a full buffer is replaced by a new one.
 */
const arenaLength = 2048
let arena = new Float64Array(arenaLength)
let taken = 0

/** Makes a dense tensor of zeros. Only the kernel that creates the tensor may write to it, before returning it. */
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

/** Makes a dense tensor that holds a copy of some numbers. */
export const copyOf = <S extends Shape>(shape: S, numbers: Float64Array | Float32Array): Tensor<S> & Strided => {
  const result = blank(shape)
  result.numbers.set(numbers, result.offset)
  return result
}

/** Makes a view of the same numbers, with another shape, strides and offset. */
export const view = <S extends Shape>(
  shape: S,
  numbers: Float64Array,
  strides: Shape | undefined,
  offset: number
): Tensor<S> & Strided => {
  const isDense = strides === undefined || isRowMajor(shape, strides)
  return new StridedTensor(shape, numbers, isDense ? undefined : strides, offset, elementCount(shape))
}

/** The strides of a tensor, also of a dense one. */
export const stridesOf = (tensor: Strided): Shape => tensor.strides ?? rowMajor(tensor.shape)

/** Copies the elements along an axis and all inner axes in row-major order, and returns the index after the last one. */
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

/** The tensor with dense, row-major numbers: the tensor itself if it already has them, otherwise a copy. */
export const dense = (tensor: AnyTensor): Strided => {
  const source = strided(tensor)
  if (source.strides === undefined) return source
  const copy = blank(source.shape)
  copyAxis(source, source.strides, 0, source.offset, copy.numbers, copy.offset)
  return copy
}

/** The numbers in row-major order. Do not write to the result: it shares memory with a dense tensor. */
export const rowMajorNumbers = (tensor: AnyTensor): Float64Array => {
  const { numbers, offset, size } = dense(tensor)
  return numbers.length === size ? numbers : numbers.subarray(offset, offset + size)
}

/**
 * Checks and copies a shape given by a caller, who could change the array afterwards.
 *
 * @param name name of the function that was called, which starts the error message
 * @throws RangeError if a size is not a positive integer
 * @throws TypeError if the shape is not a list
 */
export const writtenShape = <S extends Shape>(name: string, shape: S): S => {
  if (!Array.isArray(shape)) throw new TypeError(`${name} takes a shape, such as [2, 3], found ${shown(shape)}`)
  shape.forEach((size, axis) => positiveInteger(`${name}: the size of axis ${axis}`, size))
  return structuredClone(shape)
}

/**
 * Makes a tensor from a shape and its numbers in row-major order: a list, a Float64Array, a Float32Array or any other typed
 * array of numbers. The numbers are copied.
 *
 * @throws RangeError if a size is not a positive integer
 * @throws ShapeError if the length of `numbers` is not the number of elements of the shape
 * @throws TypeError if the shape is not a list of sizes
 * @example fromArray([2, 3], new Float32Array(6)) // Tensor<readonly [2, 3]>
 */
export const fromArray = <const S extends Shape>(shape: S, numbers: ArrayLike<number>): Tensor<S> => {
  const written = writtenShape('fromArray', shape)
  if (numbers.length !== elementCount(shape))
    throw shapeError(
      `fromArray: numbers must have length ${elementCount(shape)} for the shape ${showShape(shape)}, found length ${numbers.length}`
    )
  return fresh(written, Float64Array.from(numbers))
}

/**
 * Makes a tensor in which every element is `value`.
 *
 * @throws RangeError if a size is not a positive integer
 * @throws TypeError if the shape is not a list of sizes
 * @example filledTensor([2, 3], 1)
 */
export const filledTensor = <const S extends Shape>(shape: S, value: number): Tensor<S> => {
  const written = writtenShape('filledTensor', shape)
  return fresh(written, new Float64Array(elementCount(written)).fill(value))
}

const noAxes: readonly [] = []

/**
 * Makes a tensor of shape [] from one number.
 *
 * @example toNumber(scalar(0.5)) // 0.5
 */
export const scalar = (value: number): Scalar => {
  const result = blank(noAxes)
  result.numbers[result.offset] = value
  return result
}

/**
 * Copies the numbers of a tensor into a list, in row-major order.
 *
 * @throws NumbersError if the tensor is traced and therefore holds no numbers
 * @example toArray(tensor([[1, 2], [3, 4]])) // [1, 2, 3, 4]
 */
export const toArray = (tensor: AnyTensor): readonly number[] => Array.from(rowMajorNumbers(tensor))

/**
 * Copies the numbers of a tensor into a Float64Array, in row-major order.
 *
 * @throws NumbersError if the tensor is traced and therefore holds no numbers
 */
export const toFloat64Array = (tensor: AnyTensor): Float64Array => Float64Array.from(rowMajorNumbers(tensor))

/**
 * Copies the numbers of a tensor into a Float32Array, in row-major order. Every number is rounded to single precision.
 *
 * @throws NumbersError if the tensor is traced and therefore holds no numbers
 */
export const toFloat32Array = (tensor: AnyTensor): Float32Array => Float32Array.from(rowMajorNumbers(tensor))

/**
 * The number of a scalar.
 *
 * @throws NumbersError if the tensor is traced and therefore holds no numbers
 * @example toNumber(Algebra.sumOfAll(tensor([1, 2, 3]))) // 6
 */
export const toNumber = (tensor: Scalar): number => {
  const { numbers, offset } = strided(tensor)
  return numbers[offset]!
}

/**
 * Exact equality of tensors, as an fp-ts `Eq`: the same shape and the same numbers. NaN equals itself, 0 and −0 differ.
 *
 * @example eqTensor.equals(tensor([1]), tensor([1])) // true
 */
export const eqTensor: Eq<AnyTensor> = {
  equals: (one, other) => {
    if (one === other) return true
    const numbers = rowMajorNumbers(other)
    return sameShape(one.shape, other.shape) && rowMajorNumbers(one).every((number, i) => Object.is(number, numbers[i]))
  }
}

/**
 * One function applied to every element.
 *
 * An operand is a tensor or a plain number. A tensor that holds a single number stands for that number everywhere.
 */
import { type Shape, shapeError, showShape } from '../Shape.js'
import { type AnyTensor, blank, dense, scalar, type Strided, type Tensor } from '../Tensor.js'

export type Operand = AnyTensor | number

export const map =
  (f: (x: number) => number) =>
  <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
    const { numbers, offset } = dense(x)
    const result = blank(shape)
    const { numbers: to, offset: at, size } = result
    for (let i = 0; i < size; i++) to[at + i] = f(numbers[offset + i]!)
    return result
  }

const numbersOf = (operand: Operand): Strided => (typeof operand === 'number' ? scalar(operand) : dense(operand))

/** How far to go in an operand from one element to the next. */
const stepOf = (operand: Strided, result: Strided): number => {
  if (operand.size === 1) return 0
  if (operand.size === result.size) return 1
  throw shapeError(`Element by element ${showShape(operand.shape)} does not give ${showShape(result.shape)}`)
}

/** Writes all elements of a result: of two tensors, and of a number and a tensor. */
interface Loops {
  readonly tensors: (result: Strided, x: Strided, xStep: number, y: Strided, yStep: number) => void
  readonly number: (result: Strided, x: number, y: Strided, yStep: number) => void
}

const zipBy =
  ({ tensors, number }: Loops) =>
  <S extends Shape>(shape: S, x: Operand, y: Operand): Tensor<S> => {
    const right = numbersOf(y)
    const result = blank(shape)
    const yStep = stepOf(right, result)
    if (typeof x === 'number') number(result, x, right, yStep)
    else {
      const left = dense(x)
      tensors(result, left, stepOf(left, result), right, yStep)
    }
    return result
  }

export const zip = (f: (x: number, y: number) => number) =>
  zipBy({
    tensors: ({ numbers, offset, size }, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
      for (let i = 0; i < size; i++) numbers[offset + i] = f(xs[xAt + i * xStep]!, ys[yAt + i * yStep]!)
    },
    number: ({ numbers, offset, size }, x, { numbers: ys, offset: yAt }, yStep) => {
      for (let i = 0; i < size; i++) numbers[offset + i] = f(x, ys[yAt + i * yStep]!)
    }
  })

// What every network does all the time has loops of its own: V8 makes better code of them than of a loop that may call
// any function.

export const add = zipBy({
  tensors: ({ numbers, offset, size }, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = xs[xAt + i * xStep]! + ys[yAt + i * yStep]!
  },
  number: ({ numbers, offset, size }, x, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = x + ys[yAt + i * yStep]!
  }
})

export const subtract = zipBy({
  tensors: ({ numbers, offset, size }, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = xs[xAt + i * xStep]! - ys[yAt + i * yStep]!
  },
  number: ({ numbers, offset, size }, x, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = x - ys[yAt + i * yStep]!
  }
})

export const multiply = zipBy({
  tensors: ({ numbers, offset, size }, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = xs[xAt + i * xStep]! * ys[yAt + i * yStep]!
  },
  number: ({ numbers, offset, size }, x, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = x * ys[yAt + i * yStep]!
  }
})
